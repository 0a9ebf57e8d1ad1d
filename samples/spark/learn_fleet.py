"""Learns from the logs of many machines at once, on Apache Spark.

    learn_fleet.py ARMOR LOGS SUMMARIES

LOGS has a folder for each machine, by its name, with the audit daemon's files of it. Each file is a partition: it goes whole
to one `armor learn --partial`, and what that writes is one file in SUMMARIES. `armor learn --merge SUMMARIES/part-*` then
learns from all of them; the order and the number of machines that did the work leave no trace.
"""

import pathlib
import shlex
import sys

from pyspark import SparkConf, SparkContext


def lines(host, path):
    """The lines of a file, each with its machine's name in front as the audit daemon writes it (`name_format`).

    The audit daemon writes ASCII: names with other bytes are in hexadecimal. Bytes that an enemy put in all the same are
    changed here, and a line that has them is then no line of the kernel's.
    """
    with open(path, encoding="ascii", errors="backslashreplace", newline="\n") as log:
        for line in log:
            line = line.rstrip("\n")
            yield line if line.startswith("node=") else f"node={host} {line}"


def main(armor, logs, summaries):
    files = [
        (host.name, str(path))
        for host in sorted(pathlib.Path(logs).iterdir())
        for path in sorted(host.iterdir())
    ]
    context = SparkContext(conf=SparkConf().setAppName("armor learn"))
    try:
        (
            context.parallelize(files, len(files))
            .flatMap(lambda file: lines(*file))
            # A failed armor fails the job: a summary that is cut would be refused later anyway.
            .pipe(f"{shlex.quote(armor)} learn --partial -", checkCode=True)
            .saveAsTextFile(summaries)
        )
    finally:
        context.stop()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
