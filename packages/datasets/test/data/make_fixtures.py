"""Writes what the tests compare with, by numpy 2.4 (any numpy >= 1.24 will do):

    python3 packages/datasets/test/data/make_fixtures.py FOLDER

npy/*.npy and *.npz: arrays in every type that is read, and in some that are not.
datasets.json: counts, class counts, column means and a SHA-256 of all numbers of each data set, computed from the
original files of scikit-learn in FOLDER and not from the tables that the package ships.
prepared.json: digits / 16 less the mean of the first 1000, at a few places.
"""

import gzip
import hashlib
import json
import pathlib
import sys

import numpy as np

here = pathlib.Path(__file__).parent
folder = pathlib.Path(sys.argv[1])
out = here / "npy"
out.mkdir(exist_ok=True)

counting = np.arange(12).reshape(3, 4)
halves = counting / 2 - 1
np.save(out / "float64.npy", halves)
np.save(out / "float64-fortran.npy", np.asfortranarray(halves))
np.save(out / "float64-fortran-3d.npy", np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)))
np.save(out / "float64-big-endian.npy", halves.astype(">f8"))
np.save(out / "float32.npy", halves.astype("<f4"))
for name in ["int64", "int32", "int16", "int8", "uint64", "uint32", "uint16", "uint8"]:
    np.save(out / f"{name}.npy", (counting - (0 if name[0] == "u" else 5)).astype(name))
np.save(out / "bool.npy", np.array([True, False, True]))
np.save(out / "vector.npy", np.array([1.5, -2.5]))
np.save(out / "scalar.npy", np.float64(2.5))
np.save(out / "empty.npy", np.zeros((0, 3)))
with open(out / "version-2.npy", "wb") as file:
    np.lib.format.write_array(file, halves, version=(2, 0))
np.save(out / "extremes.npy", np.array([5e-324, 1.7976931348623157e308, -0.0, 0.1]))

np.save(out / "refused-complex.npy", np.array([1 + 2j]))
np.save(out / "refused-half.npy", np.array([0.5], dtype="float16"))
np.save(out / "refused-text.npy", np.array(["a", "bc"]))
np.save(out / "refused-struct.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]))
np.save(out / "refused-object.npy", np.array([{}], dtype=object), allow_pickle=True)
np.save(out / "refused-nan.npy", np.asfortranarray(np.array([[0, 1, 2], [3, 4, np.nan]])))
np.save(out / "refused-infinity.npy", np.array([0, -np.inf]))
np.save(out / "refused-large-int.npy", np.array([1, 2**53 + 1]))

np.savez(out / "two.npz", nngp=halves, ntk=halves.astype("<f4") * 2)
np.savez_compressed(out / "compressed.npz", x=np.zeros((50, 50)) + 0.25)


def table(name):
    rows = np.array([[float(cell) for cell in line.split(",")] for line in (folder / name).read_text().split()[1:]])
    return rows[:, :-1], rows[:, -1]


digits = np.loadtxt(gzip.open(folder / "digits.csv.gz"), delimiter=",")
sets = {
    "iris": table("iris.csv"),
    "wine": table("wine.csv"),
    "breast-cancer": table("breast_cancer.csv"),
    "diabetes": (np.loadtxt(folder / "diabetes_data_raw.csv.gz"), np.loadtxt(folder / "diabetes_target.csv.gz")),
    "digits": (digits[:, :-1], digits[:, -1]),
}
expected = {}
for name, (x, y) in sets.items():
    x = np.ascontiguousarray(x, dtype="<f8")
    expected[name] = {
        "shape": list(x.shape),
        "columnMeans": x.mean(axis=0).tolist(),
        "columnStds": x.std(axis=0).tolist(),
        "inputsSha256": hashlib.sha256(x.tobytes()).hexdigest(),
        "targetsSha256": hashlib.sha256(y.astype("<f8").tobytes()).hexdigest(),
        **({"targetMean": y.mean()} if name == "diabetes" else {"classCounts": np.bincount(y.astype(int)).tolist()}),
    }
(here / "datasets.json").write_text(json.dumps(expected, indent=1) + "\n")

x = sets["digits"][0] / 16
prepared = x - x[:1000].mean(axis=0)
(here / "prepared.json").write_text(json.dumps({"digitsTrain0": prepared[0].tolist(), "digitsTest796": prepared[1796].tolist()}) + "\n")
