"""What a machine sees at the addresses that facts rest on, at Hugging Face and GitHub, and which facts that suggests.

Nothing here decides. Begin with `look_up`: one address, read once. `gather` reads many and can be stopped at any point;
`rules` holds what was seen against what is in force, by the table `data/collect.csv`. It needs the packages of
`requirements-collect.txt`, and only `openness.cli.collect` and the questions of `add-release` use it: no server does.
"""
