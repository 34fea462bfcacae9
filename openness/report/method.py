"""How the numbers are made, in one text: the Method page shows it, and every report prints it.

What depends on the definition, the data or the selection is worked out here, so that the text cannot say what is no
longer so. The ten steps are those of the OECD/JRC handbook on composite indicators.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from openness.core.wording import count, day, listed, lower_first, share
from openness.facts.audits import counting, measured, percent, rate_of
from openness.facts.guide import LEVELS, levels
from openness.facts.readings import KINDS
from openness.findings.coherence import coherence
from openness.findings.coverage import how_known, known
from openness.robustness.intervals import DRAWS
from openness.rubric.model import AllOf, Criterion
from openness.scoring.answer import Answer
from openness.scoring.compile import SIDES
from openness.scoring.gap import period_of

HANDBOOK = (
    "OECD and European Commission, Joint Research Centre (2008), Handbook on Constructing Composite Indicators, "
    "ISBN 978-92-64-04345-9: the ten steps",
    "https://knowledge4policy.ec.europa.eu/composite-indicators/toolkit_en/navigation-page/10-step-guide_en",
)
NEIGHBOUR = ("Economies of Open Intelligence (2025)", "https://arxiv.org/abs/2512.03073")
NAMESAKE = ("Open Source Gap", "https://github.com/IAPS-AI/ECI-Accessibility-Gap")


@dataclass(frozen=True)
class Part:
    """A part of the method.

    Attributes:
        id: Its name in addresses.
        title: Its heading.
        text: Paragraphs.
        points: Terms, each with what is said of it.
        links: Where more is said: title and address.
    """

    id: str
    title: str
    text: tuple[str, ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def parts(answer: Answer) -> tuple[Part, ...]:
    """The whole text but the table of criteria, in its order."""
    return (
        _in_short(answer),
        _steps(answer),
        _treatment(answer),
        _not_measured(),
        _coherence(answer),
        _limits(answer),
        _neighbours(),
        GLOSSARY,
    )


def _in_short(answer: Answer) -> Part:
    rubric = answer.rubric
    bar = f"{100 * rubric.ranked_from:.0f}%"
    return Part(
        "short",
        "In short",
        (
            "A release of an AI model is described by facts: what is available of each of its components, under which "
            "licence, since when, and the page that states it. A definition turns these facts into points, a verdict "
            "and a gap. Change the definition, and the facts stay as they are.",
            f"A score is a range. Its low end, the headline, counts unknown as closed; its high end counts it as open. "
            f"Coverage is the share of the definition's weight that recorded facts settle; a release is ranked from "
            f"{bar}.",
            "The gap is the openness of the weights minus the openness of the training, in points of 100. A median "
            "counts only releases with enough recorded on both sides and says how many were left out.",
            "A verdict is proven only by recorded facts and ruled out only by one that contradicts it. Where facts are "
            "missing it reads “between … and …” or “may …: facts are missing”.",
            "These are descriptions of published facts, not legal advice.",
        ),
    )


def _steps(answer: Answer) -> Part:
    return Part(
        "steps",
        "Ten steps, and what is done at each",
        (
            "The handbook of the OECD and the European Commission's Joint Research Centre asks ten things of whoever "
            "adds several measures up to one. This is what is done here.",
        ),
        (*_data_steps(answer), *_index_steps(answer)),
        (HANDBOOK,),
    )


def _data_steps(answer: Answer) -> tuple[tuple[str, str], ...]:
    """Steps 1 to 5: what is measured, and what is done with the facts before anything is added up."""
    rubric, scores = answer.rubric, answer.scores
    cells = how_known(answer)
    asked = {name for criterion in rubric.criteria.values() for name in criterion.members}
    mine = cells[cells["component"].isin(asked)]
    few = int((~scores.ranked).sum())
    credit = ", ".join(f"{level} {value:g}" for level, value in rubric.credit.model_dump().items())
    terms = (
        "Licences do not change the points."
        if rubric.terms is None
        else "They are multiplied by what the licence allows ("
        + ", ".join(f"{level} {value:g}" for level, value in rubric.terms.model_dump().items())
        + ")."
    )
    found = coherence(answer)
    clauses = ", each with the clause it comes from" if all(c.reference for c in rubric.criteria.values()) else ""
    alpha = (
        f"Cronbach's alpha is {found.alpha:.2f}; more below."
        if found.alpha == found.alpha
        else "This selection has too few releases for it."
    )
    return (
        (
            "1. Theoretical framework",
            f"Openness is what others may study, use, change and pass on. The definition in force is "
            f"{answer.definition} of {rubric.publisher}: "
            f"{count(len(rubric.criteria), 'criterion', 'criteria')} in "
            f"{count(len(rubric.dimensions), 'dimension')}{clauses}. Other definitions are one click away, and so "
            "is your own.",
        ),
        (
            "2. Selecting the data",
            f"Every fact that is not unknown has the address that states it. What we read at the vendor's comes "
            f"before what an index says. Of what {rubric.title} asks of these "
            f"{count(len(answer.selected), 'release')}, "
            f"{share(int(known(mine).sum()), len(mine))} is known.",
        ),
        (
            "3. Missing data",
            "Nothing is filled in by guessing. What is unknown stays unknown and shows as a range; "
            f"{count(few, 'release')} with less than {100 * rubric.ranked_from:.0f}% of the weight known "
            f"{'is' if few == 1 else 'are'} not ranked.",
        ),
        (
            "4. Multivariate analysis",
            f"Whether the criteria belong together is worked out separately for each definition and selection. {alpha}",
        ),
        (
            "5. Normalisation",
            f"All criteria have the same four levels, described in words below, and the same points for them: "
            f"{credit}. {terms}",
        ),
    )


def _index_steps(answer: Answer) -> tuple[tuple[str, str], ...]:
    """Steps 6 to 10: how it is added up, and what is done with the result."""
    criteria = answer.rubric.criteria.values()
    sides = {side: sum(criterion.side == side for criterion in criteria) for side in SIDES}
    return (
        (
            "6. Weighting and aggregation",
            "Weights belong to the definition and can be changed on the page “Your definition”. A dimension is "
            "the weighted mean of its criteria, the score that of its dimensions, so that much of one thing "
            "makes up for little of another. Verdicts do not: each of their conditions must hold. "
            f"{count(sides['weights'], 'criterion', 'criteria')} make up the weights side, {sides['training']} "
            f"the training side, and {sides['none']} neither.",
        ),
        (
            "7. Uncertainty and sensitivity",
            f"The page “Robustness” ranks the releases {DRAWS:,} times with weights, points and unknowns changed "
            "at random, and says which assumption moves most. Read it as a property of a claim such as “A is "
            "more open than B”, not of the releases.",
        ),
        (
            "8. Back to the data",
            "Every number can be taken apart: a release's page shows each criterion, its facts and their "
            "addresses, and what a better verdict would take.",
        ),
        (
            "9. Links to other indicators",
            "“Definitions” sets the verdicts beside those that others have published, “Assessments” beside two "
            "indices over time, “Vendors” beside how widely releases are used.",
        ),
        (
            "10. Visualisation",
            "Every chart states its finding, its measure, its n and its sources, and has a table with all its "
            "numbers and a text for those who do not see it.",
        ),
    )


def _treatment(answer: Answer) -> Part:
    credit = answer.rubric.credit
    return Part(
        "unknown",
        "How each state counts",
        (),
        (
            ("Open", f"All of it is public. It counts {credit.open:g} under this definition."),
            (
                "Gated",
                "All of it, after a sign-up or a click that anyone is granted. "
                f"Worth {credit.gated:g}. A form that the vendor may refuse is partial.",
            ),
            ("Partial", f"Only some of it, or at the vendor's discretion. Worth {credit.partial:g}."),
            (
                "Closed",
                f"Stated or judged not released, on a page that shows it. Worth {credit.closed:g}. That nobody found a "
                "link proves nothing.",
            ),
            (
                "Unknown",
                "Nobody has looked, or nothing was found. It counts as closed in the low end of a score and as open in "
                "the high end, lowers coverage, and can neither prove nor rule out a verdict.",
            ),
            (
                "Looked for, not settled",
                "Somebody looked, at the address given, and the page does not say. It counts like unknown. Where it is "
                "the best source's word, it sets aside what weaker sources say.",
            ),
            (
                "Does not apply",
                "It cannot exist, such as tuning data of a model that was never tuned. It leaves the calculation.",
            ),
            (
                "Withdrawn",
                "A change like any other, with its day: what was open counts until then, and not after. Choose an "
                "earlier day under “Facts as they were on” to see it.",
            ),
            (
                "From the release it builds on",
                "What nobody has recorded of a release that builds on another is taken from that one where it must be "
                "the same: the data of the first training, their description and code, the architecture, the base "
                "weights. It is never more open than there, carries that address, and gives way to anything recorded "
                "of the release itself.",
            ),
            (
                "An index's own judgement",
                "An index may ask another question than we do. Such a judgement is shown on the release's page and "
                "reproduces the index where it alone is asked, but does not count here.",
            ),
            (
                "Licence not recorded",
                "The thing is there, and what its licence allows is not known: the points run from the poorest terms "
                "to the best. Of several licences that all bind, the strictest counts; where the reader may choose, "
                "the best.",
            ),
        ),
    )


def _not_measured() -> Part:
    return Part(
        "not-measured",
        "What is not measured",
        (
            "How good, safe, fair, cheap or popular a model is; whether its data were lawfully obtained; whether a "
            "vendor complies with any law. A release can be fully open and poor, or closed and excellent. Openness is "
            "not a recommendation.",
            "Whether what is published really works, such as training code that fails to run, is not tested here.",
        ),
    )


def _coherence(answer: Answer) -> Part:
    told = tuple(coherence(answer).sentences())
    nothing = "This selection has too few releases with enough recorded to say how the criteria go together."
    return Part(
        "coherence",
        "Do the criteria measure one thing?",
        (
            "An index adds up. That makes sense where its parts have something in common and are not copies of one "
            "another. Three usual measures, over the releases with enough recorded:",
            *(told or (nothing,)),
            "A definition is a norm and not a measurement of something hidden: a criterion that goes with no other may "
            "still be the one that the definition is about.",
        ),
    )


def _limits(answer: Answer) -> Part:
    package = answer.package
    facts = counting(package)
    kinds = facts["kind"].value_counts()
    shares = listed(
        f"{lower_first(name)} {share(int(kinds[kind]), len(facts))}" for kind, name in KINDS.items() if kind in kinds
    )
    audits = measured(package)
    told = []
    for kind, mine in audits.groupby("kind", sort=False):
        wrong, checkable = int(mine["wrong"].sum()), int(mine["checkable"].sum())
        rate = rate_of(["wrong-by-guide"] * wrong + ["right"] * (checkable - wrong))
        told.append(f"{lower_first(KINDS[str(kind)])} {percent(rate)}")
    checked = (
        f"Found wrong when somebody else checked a sample, with the 95% interval: {listed(told)}."
        if told
        else "No sample of them has been checked by somebody else yet."
    )
    years = sorted({period_of(text, "year") for text in answer.of_releases("released").tolist() if text})
    early = f"Releases run from {years[0]} to {years[-1]}. " if years else ""
    return Part(
        "limits",
        "Limits",
        (),
        (
            ("Facts can be wrong", f"Of the facts that count: {shares}. {checked}" if len(facts) else checked),
            (
                "Facts grow old",
                f"The data describe the world up to {day(package.date)}. A page may have changed since it was read; "
                "every fact says when that was.",
            ),
            (
                "Not everything is covered",
                f"{early}Widely used releases are covered first. Shares and medians are of the releases recorded here, "
                "not of all there are.",
            ),
            (
                "A release is one thing here",
                "All sizes and variants announced together count as one, unless their licence or their status differs.",
            ),
            (
                "A definition is read by people",
                "Where its text leaves room, our reading is printed beside it. No publisher of a definition has "
                "certified these results.",
            ),
        ),
    )


def _neighbours() -> Part:
    return Part(
        "neighbours",
        "Who measures something near",
        (
            "Economies of Open Intelligence counts downloads from the largest model hub, week by week from 2020 to "
            "2025, by class of openness: models that publish their weights alone have been downloaded more than open "
            "source ones since 2025. It measures what is used. Our gap measures something else: how far a release "
            "publishes its weights further than how it was made, component by component, with the page that states "
            "it and a range for what is not known.",
            "Open Source Gap, nearly a namesake, measures by how much open models trail closed ones in capability. Our "
            "gap says nothing of capability; the chart of capability and openness does, as far as others measured it.",
        ),
        links=(NEIGHBOUR, NAMESAKE),
    )


GLOSSARY = Part(
    "glossary",
    "Glossary",
    (),
    (
        ("Vendor", "Who publishes a release: a company, nonprofit, university, government or community."),
        ("Release", "A named version announced at once, all sizes together, base and chat alike."),
        ("Component", "One of the things that a release can share: weights, code, data, documents, access."),
        ("Fact", "What a source says of a component of a release: available how, under which licence, since when."),
        ("Source", "Who says so: this project, which read the vendor's pages, or an index."),
        ("Weights", "The numbers that a model learned. Whoever has them can run the model."),
        ("Training", "How the model was made: its data, its code, its settings."),
        ("Criterion, dimension", "A question of a definition, and the group that it belongs to."),
        ("Verdict", "The named level of a definition that a release reaches."),
        ("Weights side, training side", "The criteria about what one downloads, and those about how it was made."),
        ("Gap", "Weights side minus training side in points of 100. It is always shown with its range."),
        ("Share of facts known (coverage)", "The share of a definition's weight that recorded facts settle."),
        ("Claim", "What the vendor calls the release, such as “open source” or “open weights”."),
        ("Definition", "Criteria, weights and verdicts, published by somebody or edited by you."),
        ("Version code", "A short code that names a definition and the data together, for citations."),
    ),
)


def criteria(answer: Answer) -> pd.DataFrame:
    """Every criterion of the definition in force with its levels in words.

    Levels are the definition's own words; where it has none for a criterion about one component, those of the coding
    guide.

    Returns:
        Columns dimension, criterion, question, looks_at, side, weight (share of the score, 0 to 1), open, gated,
        partial, closed, reference.
    """
    rubric, guide = answer.rubric, levels()
    titles = dict(answer.package.components[["component", "title"]].to_numpy().tolist())
    every = sum(dimension.weight for dimension in rubric.dimensions.values()) or 1.0
    rows = []
    for dimension in rubric.dimensions.values():
        mine = sum(criterion.weight for criterion in dimension.criteria.values()) or 1.0
        for criterion in dimension.criteria.values():
            own = criterion.levels.model_dump() if criterion.levels else {}
            said = guide.get(criterion.members[0], {}) if len(criterion.members) == 1 else {}
            rows.append(
                {
                    "dimension": dimension.title,
                    "criterion": criterion.title,
                    "question": criterion.question or "",
                    "looks_at": looks_at(criterion, titles),
                    "side": criterion.side,
                    "weight": dimension.weight / every * criterion.weight / mine,
                    **{level: own.get(level) or ("" if any(own.values()) else said.get(level, "")) for level in LEVELS},
                    "reference": criterion.reference or "",
                }
            )
    return pd.DataFrame(rows)


def looks_at(criterion: Criterion, titles: dict[str, str]) -> str:
    """The components that answer a criterion, in words."""
    names = [titles.get(member, member) for member in dict.fromkeys(criterion.members)]
    if len(names) == 1:
        return names[0]
    how = "all of" if isinstance(criterion.evidence, AllOf) else "any of"
    return f"{how}: {', '.join(lower_first(name) for name in names)}"
