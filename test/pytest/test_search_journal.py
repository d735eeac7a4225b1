# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Nothing is lost: a search that was killed goes on and ends with the same files."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from planted import Planted, emit, write

import tpuc
from tpuc.cli import run_calibration, run_qtable, run_sensitive_layer
from tpuc.cli.main import exit_status
from tpuc.errors import TpucError
from tpuc.search.evaluator import Evaluator
from tpuc.search.journal import Journal, fingerprint

BASE = [
    "net.mlir",
    "--dataset",
    "data",
    "--calibration_table",
    "table",
    "--chip",
    "bm1684",
    "-o",
    "qtable",
]
JOINT = [*BASE, "--strategy", "joint", "--expected_cos", "0.9999", "--inference_num", "6"]
GREEDY = [*BASE, "--inference_num", "6", "--max_float_layers", "2"]
HEAD = b'{"format": "tpuc-search-journal 2", "run": {}}\n'
TABLES = ("qtable", "new_cali_table")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A directory with a network, 8 samples and a calibration table."""
    folder = tmp_path_factory.mktemp("prepared")
    write(Planted(6).plant_weight("c3"), folder, 8)
    words = [str(folder / "net.mlir"), "--dataset", str(folder / "data"), "-o"]
    assert exit_status(run_calibration.main, [*words, str(folder / "table")]) == 0
    return folder


@pytest.fixture
def work(prepared, tmp_path, monkeypatch):
    """An empty working directory beside links to those files; tables carry a fixed time."""
    for name in ("net.mlir", "data", "table", "net_top_weights.safetensors"):
        if (prepared / name).exists():
            (tmp_path / name).symlink_to(prepared / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return tmp_path


def tables():
    return [open(name, "rb").read() for name in TABLES]


def lines_of(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0


def start(words):
    code = "import sys; from tpuc.cli.run_sensitive_layer import entry; entry()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def test_killed_at_random_moments_it_ends_with_the_same_files(work, capsys):
    assert exit_status(run_sensitive_layer.main, JOINT) == 0
    expected, whole = tables(), lines_of(work / "qtable.journal")
    for name in (*TABLES, "qtable.journal"):
        (work / name).unlink()
    journal, killed = work / "qtable.journal", 0
    random.seed(time.time_ns())
    for _ in range(3):
        more = random.randint(1, max(1, (whole - lines_of(journal)) // 2))
        until = lines_of(journal) + more
        process = start([*JOINT, "--resume"])
        while process.poll() is None and lines_of(journal) < until:
            time.sleep(0.002)
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        assert not (work / "qtable").exists() or process.returncode == 0
    assert killed >= 2
    before = lines_of(journal)
    assert exit_status(run_sensitive_layer.main, [*JOINT, "--resume"]) == 0
    assert tables() == expected
    assert lines_of(journal) == whole >= before


def test_a_resumed_search_makes_only_the_trials_that_are_missing(work, monkeypatch):
    assert exit_status(run_sensitive_layer.main, JOINT) == 0
    expected, journal = tables(), work / "qtable.journal"
    content = journal.read_bytes().splitlines(keepends=True)
    kept = len(content) // 2
    journal.write_bytes(
        b"".join(content[:kept]) + content[kept][:20]
    )  # cut in the middle of a line
    made = []
    record = Journal.record
    monkeypatch.setattr(
        Journal, "record", lambda self, key, numbers: (made.append(key), record(self, key, numbers))
    )
    assert exit_status(run_sensitive_layer.main, [*JOINT, "--resume"]) == 0
    assert len(made) == len(content) - kept
    assert journal.read_bytes() == b"".join(content)
    assert tables() == expected


def test_without_resume_a_journal_is_begun_anew(work):
    (work / "qtable.journal").write_text("something else\n")
    assert exit_status(run_sensitive_layer.main, [*BASE, "--inference_num", "4"]) == 0
    head = json.loads((work / "qtable.journal").read_text().splitlines()[0])
    assert head["format"] == "tpuc-search-journal 2"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--inference_num", "5"], "the samples, the held-out samples differ"),
        (["--max_float_layers", "2"], "the options differs"),
        (["--tune_num", "3"], "the calibration samples and flags differs"),
        (["--calibration_table", "other"], "the calibration table differs"),
    ],
)
def test_the_journal_of_another_run_is_refused_by_name(work, capsys, words, what):
    (work / "other").write_text((work / "table").read_text().replace("\nc1 ", "\nc1 1"))
    assert exit_status(run_sensitive_layer.main, [*BASE, "--inference_num", "4"]) == 0
    kept, journal = tables(), (work / "qtable.journal").read_bytes()
    capsys.readouterr()
    words = [*BASE, "--inference_num", "4", "--resume", *words]
    assert exit_status(run_sensitive_layer.main, words) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and len(printed.err.splitlines()) == 1
    assert f"journal qtable.journal belongs to another run: {what}" in printed.err
    assert tables() == kept and (work / "qtable.journal").read_bytes() == journal


def test_resume_needs_a_journal():
    with pytest.raises(TpucError, match="resume needs the journal of the search"):
        tpuc.search(None, {}, chip="bm1684", resume=True)


def test_another_network_is_named_too(tmp_path):
    journal = tmp_path / "journal"
    options = {"chip": "bm1684", "journal": journal}
    network = Planted(2)
    samples = {"x": network.samples(2)}
    tpuc.search(emit(network), samples, **options)
    other = Planted(2, seed=5)
    table = tpuc.search(emit(network), samples, chip="bm1684").table
    tpuc.search(emit(network), samples, table=table, **options)
    with pytest.raises(TpucError, match="belongs to another run: the network differs"):
        tpuc.search(emit(other), samples, table=table, resume=True, **options)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"some text\n", "is not a journal of a search"),
        (b"half a line", "is not a journal of a search"),
        (b'{"format": "tpuc-search-journal 9", "run": {}}\n', "is not a journal of a search"),
        (HEAD + b"x\n", ":2: not a line of a journal"),
        (HEAD + b'{"key": 1}\n', ":2: not a line"),
        (HEAD + b'{"key": "a", "numbers": {"b": [1]}}\n', ":2: not a line"),
    ],
)
def test_a_broken_journal_is_refused_and_kept(tmp_path, content, message):
    path = tmp_path / "journal"
    path.write_bytes(content)
    with pytest.raises(TpucError, match=message):
        Journal(path, {}, resume=True)
    assert path.read_bytes() == content


def test_two_searches_do_not_share_a_journal(tmp_path):
    with Journal(tmp_path / "journal", {}, resume=False):
        for resume in (False, True):
            with pytest.raises(TpucError, match="is in use by another search"):
                Journal(tmp_path / "journal", {}, resume)
    with Journal(tmp_path / "journal", {}, resume=True) as journal:
        assert journal.resumed == 0


def test_numbers_come_back_bit_for_bit(tmp_path):
    numbers = {"losses": np.random.default_rng(0).normal(size=(3, 5)).tolist()}
    with Journal(tmp_path / "journal", {"a": "1"}, resume=False) as journal:
        journal.record("k", numbers)
    with Journal(tmp_path / "journal", {"a": "1"}, resume=True) as journal:
        assert journal.recall("k") == numbers and journal.recall("other") is None
        assert journal.resumed == 1


def test_fingerprints():
    one = {"a": np.arange(4, dtype=np.float32), "b": [1, (2.5, "x")], "c": None}
    same = {"a": np.arange(4, dtype=np.float32), "b": [1, (2.5, "x")], "c": None}
    assert fingerprint(one) == fingerprint(same)
    changed = [
        {**one, "a": np.arange(4, dtype=np.float64)},
        {**one, "a": np.arange(4, dtype=np.float32).reshape(2, 2)},
        {**one, "b": [1, (2.5, "y")]},
        {**one, "d": 0},
    ]
    assert len({fingerprint(value) for value in (one, *changed)}) == 5


@pytest.fixture
def interruptible():
    """Ctrl-C is heard, also where the test run is in the background and has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("after", [1, 4])
def test_ctrl_c_writes_the_best_so_far_and_says_so(work, capsys, monkeypatch, after):
    tried = []
    layer_losses = Evaluator.layer_losses

    def stopped(self, *arguments):
        tried.append(arguments)
        if len(tried) == after + 1:
            os.kill(os.getpid(), signal.SIGINT)  # what the terminal does
        return layer_losses(self, *arguments)

    monkeypatch.setattr(Evaluator, "layer_losses", stopped)
    assert exit_status(run_sensitive_layer.main, GREEDY) == 130
    printed = capsys.readouterr()
    told = "interrupted: the best so far is in qtable; --resume goes on from qtable.journal"
    assert printed.err.splitlines()[-1] == told
    assert printed.out.splitlines()[-1] == "sensitive layer search was interrupted"
    assert ("c3 F32" in (work / "qtable").read_text()) == (after >= 3)  # c3 is the third layer
    monkeypatch.setattr(Evaluator, "layer_losses", layer_losses)
    assert exit_status(run_sensitive_layer.main, [*GREEDY, "--resume"]) == 0
    resumed = tables()
    assert exit_status(run_sensitive_layer.main, GREEDY) == 0
    assert tables() == resumed


def test_ctrl_c_before_there_is_anything_writes_nothing(work, capsys, monkeypatch):
    def interrupted(self, name, candidates, samples):
        raise KeyboardInterrupt

    monkeypatch.setattr(Evaluator, "layer_losses", interrupted)
    assert exit_status(run_sensitive_layer.main, BASE) == 130
    assert not (work / "qtable").exists() and not (work / "new_cali_table").exists()
    assert lines_of(work / "qtable.journal") == 2  # its head, and INT8


def test_run_qtable_has_a_journal_too(work, capsys):
    words = [*BASE, "--min_layer_cos", "0.9999", "--expected_cos", "0.9999", "--inference_num", "4"]
    assert exit_status(run_qtable.main, words) == 0
    table, journal = (work / "qtable").read_bytes(), (work / "qtable.journal").read_bytes()
    content = journal.splitlines(keepends=True)
    assert len(content) > 3 and b"c3 F32" in table
    (work / "qtable.journal").write_bytes(b"".join(content[:3]))
    assert exit_status(run_qtable.main, [*words, "--resume"]) == 0
    assert (work / "qtable").read_bytes() == table
    assert (work / "qtable.journal").read_bytes() == journal
