"""A hub of our own: it answers as the documentation of Hugging Face and of GitHub says, or as it is told to.

`app` has the world and its answers, `serve` puts it on a port of this machine. The real clients reach it through
HF_ENDPOINT and GITHUB_API_URL.
"""
