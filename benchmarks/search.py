"""How fast search answers: 5,000 points in force, 20 readers at once, one process, the whole request.

    .venv/bin/python -m benchmarks.search [--points 5000] [--readers 20] [--seconds 30] [--pause 1.0]

Starts servers of its own, imports a protocol of made-up sentences, and lets every reader search again and again with
a pause between. Nothing is replaced; only the limit per address is lifted. The figures stand in README.md beside this.
"""

import os
import runpy
import subprocess
import sys

import django

from tests import cluster

if __name__ == "__main__":
    os.environ["GUIDANCE_SEARCHES_PER_MINUTE"] = "1000000"
    os.environ["CONN_MAX_AGE"] = "600"  # as deployed: a thread keeps its connection
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    cluster.servers.make_database(cluster.MAIN)
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]):
        subprocess.run([sys.executable, "manage.py", *command], check=True)
    django.setup()
    runpy.run_module("benchmarks.readers", run_name="__main__", alter_sys=False)
