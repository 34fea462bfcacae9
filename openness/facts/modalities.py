"""What a model makes or works on, in words a layperson knows."""

from __future__ import annotations

MODALITIES = {
    "text": "Text",
    "code": "Code",
    "image": "Images",
    "speech": "Speech",
    "audio": "Music and sounds",
    "video": "Video",
    "multimodal": "Several at once (multimodal)",
    "vision": "Images and video understanding",
    "biology": "Biology (proteins, molecules)",
    "weather": "Weather and climate",
    "robotics": "Robotics",
    "time-series": "Time series",
    "earth-observation": "Earth observation",
}
"""The modalities of the schema, each with what it is called."""


def modality_name(modality: str) -> str:
    """Return what a modality is called; one without a name is called by its id.

    >>> modality_name("biology")
    'Biology (proteins, molecules)'
    """
    return MODALITIES.get(modality, modality.replace("-", " "))
