"""Makes the executor of datatrove that a plan names.

Of datatrove's own marks of finished tasks nothing is kept from one launch to the next: they are
numbers of tasks, and the numbers shift when the list of files grows. Each launch has a new folder
of logs, and only the files whose results are missing.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path
from secrets import token_hex
from shlex import quote
from typing import Any

from datatrove.executor import LocalPipelineExecutor, RayPipelineExecutor, SlurmPipelineExecutor

from newsbot import clock
from newsbot.cluster.step import ExtractFile
from newsbot.crawling.partitions.files import joined
from newsbot.crawling.partitions.plans import Plan
from newsbot.errors import ConfigurationError

CHECKOUT = Path(__file__).resolve().parents[2]
# A page may take 1 GiB in a worker; the process that reads the WARC file takes 150 MB.
GB_A_TASK = 2
SLURM = {"job_name": "newsbot", "qos": "", "mem_per_cpu_gb": GB_A_TASK}
"""Arguments of the Slurm executor; those of the plan come before them."""


def executor_for(plan: Plan, files: Sequence[str]) -> Any:
    """The executor that extracts `files`, each in a task of its own. Its `run` does the work.

    Raises:
        ConfigurationError: the executor, or an argument that the plan has for it, cannot be used.
    """
    makers = {"local": _local, "ray": _ray, "slurm": _slurm}
    if plan.executor not in makers:
        raise ConfigurationError(f"there is no executor {plan.executor!r}: {', '.join(makers)}")
    step = ExtractFile(tuple(files), plan.results, plan.options)
    arguments = {
        "pipeline": [step],
        "tasks": len(files),
        "workers": plan.workers,
        "logging_dir": _log_folder(plan),
    }
    try:
        return makers[plan.executor](arguments, plan.executor_options)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(f"the executor {plan.executor} cannot be used: {error}") from error


def _local(arguments: Mapping[str, Any], more: Mapping[str, Any]) -> Any:
    # Only processes that are started by this one can be watched (newsbot/cluster/watching.py).
    return LocalPipelineExecutor(**{"start_method": "spawn", **arguments, **more})


def _ray(arguments: Mapping[str, Any], more: Mapping[str, Any]) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray  # noqa: PLC0415 - the package is optional
    except ImportError as error:
        raise ConfigurationError("Ray is not installed: make archive-engine RAY=1") from error
    # Without RAY_ADDRESS, Ray is started on this machine, and ends with the command.
    ray.init(
        include_dashboard=False,
        runtime_env={"env_vars": {"PYTHONPATH": str(CHECKOUT)}},
        **({} if "RAY_ADDRESS" in os.environ else {"_node_ip_address": "127.0.0.1"}),
    )
    return RayPipelineExecutor(**{"mem_per_cpu_gb": GB_A_TASK, **arguments, **more})


def _slurm(arguments: Mapping[str, Any], more: Mapping[str, Any]) -> Any:
    scripts = Path(sys.executable).parent
    environment = f"export PYTHONPATH={quote(str(CHECKOUT))} PATH={quote(str(scripts))}:$PATH"
    return SlurmPipelineExecutor(**{**SLURM, "env_command": environment, **arguments, **more})


def _log_folder(plan: Plan) -> str:
    moment = clock.now().astimezone(UTC)
    return joined(plan.results, f"logs/{moment:%Y%m%d-%H%M%S}-{token_hex(3)}")
