"""How long the year's figures of the desk take: counted by the worker, and shown on the page.

    .venv/bin/python -m benchmarks.desk_report [--requests 100000]

Starts servers of its own and fills one year with answered requests. The figures stand in README.md beside this.
"""

import os
import runpy
import subprocess
import sys

import django

from tests import cluster

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    cluster.servers.make_database(cluster.MAIN)
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]):
        subprocess.run([sys.executable, "manage.py", *command], check=True)
    django.setup()
    runpy.run_module("benchmarks.desk_year", run_name="__main__", alter_sys=False)
