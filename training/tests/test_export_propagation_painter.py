"""The exported graphs of propagation by painting compute what the network does."""

import json
from pathlib import Path

import onnxruntime
import pytest
import torch

from export_propagation_painter import LARGEST_DIFFERENCE, SIGNATURES, Networks, differences, export, manifest, sessions_of
from tintype_training.propagation_runs import load_interpolation, load_painter

torch.set_num_threads(1)
CHECKPOINTS = Path(__file__).resolve().parents[1] / "checkpoints"


@pytest.fixture(scope="module")
def networks() -> Networks:
    return Networks(load_painter(CHECKPOINTS / "propagate-4.pt"), load_interpolation(CHECKPOINTS / "interpolation.pt"))


@pytest.fixture(scope="module")
def folder(networks: Networks, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("graphs")
    export(networks, out)
    return out


@pytest.fixture(scope="module")
def sessions(folder: Path) -> dict[str, onnxruntime.InferenceSession]:
    return sessions_of(folder)


@pytest.mark.parametrize("sources", [1, 2, 4])
@pytest.mark.parametrize(("height", "width"), [(64, 96), (128, 160)])
def test_graphs_agree_with_the_network_at_any_size_and_number_of_sources(
    networks: Networks, sessions: dict[str, onnxruntime.InferenceSession], height: int, width: int, sources: int
) -> None:
    found = differences(networks, sessions, height, width, sources)
    assert found["ab"] < LARGEST_DIFFERENCE and found["confidence"] < LARGEST_DIFFERENCE
    assert max(found["fine"], found["coarse"]) < LARGEST_DIFFERENCE


def test_the_manifest_states_what_the_graphs_state(folder: Path, sessions: dict[str, onnxruntime.InferenceSession]) -> None:
    written = json.loads(json.dumps(manifest(folder, "2.0.0", {})))
    for graph, session in sessions.items():
        for values, stated in (("inputs", session.get_inputs()), ("outputs", session.get_outputs())):
            assert {value.name: [str(dim) for dim in value.shape] for value in stated} == written["graphs"][graph][values]
    assert sum((folder / f"{graph}.onnx").stat().st_size for graph in SIGNATURES) < 4_000_000
