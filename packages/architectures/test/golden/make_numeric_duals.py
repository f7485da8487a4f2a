"""
Writes numeric-duals.json: F = E[phi(u) phi(v)] and its derivative E[phi'(u) phi'(v)] for nonlinearities without a
closed form, independent of ntkit: polar coordinates, u = sqrt(q11) r cos(a), v = sqrt(q22) r cos(a - theta), so that
kinks at 0 lie on rays; Gauss-Legendre panels, graded towards the rays and towards r = 0; 80-bit floats (numpy longdouble
on x86). On the ReLU, whose values are known, it is right to 2e-16. Run: python3 make_numeric_duals.py
"""

import json
import pathlib

import numpy as np

L = np.longdouble
PI = L("3.14159265358979323846264338327950288")


def gauss_legendre(n):
    x = np.polynomial.legendre.leggauss(n)[0].astype(L)
    for _ in range(4):
        p0, p1 = np.ones_like(x), x.copy()
        for k in range(2, n + 1):
            p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
        slope = n * (x * p1 - p0) / (x * x - 1)
        x = x - p1 / slope
    return x, 2 / ((1 - x * x) * slope * slope)


X, W = gauss_legendre(20)


def composite(edges):
    edges = np.array(edges, dtype=L)
    middle, half = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
    return (middle[:, None] + half[:, None] * X).ravel(), (half[:, None] * W).ravel()


def graded(start, end, levels):
    """Edges on [start, end], four panels, and geometrically finer towards both ends."""
    width = end - start
    cuts = {L(0), width} | {width * i / 4 for i in range(1, 4)}
    for k in range(levels):
        cuts |= {width / 2 / L(2) ** k, width - width / 2 / L(2) ** k}
    return [start + cut for cut in sorted(cuts)]


def on_plane(f, q11, q12, q22, feature):
    """`feature`: the length over which f turns, in x."""
    q11, q12, q22 = L(q11), L(q12), L(q22)
    s1, s2 = np.sqrt(q11), np.sqrt(q22)
    p = s1 * s2
    theta = np.arctan2(np.sqrt((p - abs(q12)) * (p + abs(q12))), q12) if p > 0 else PI / 2
    levels = int(max(4, np.ceil(np.log2(float(max(s1, s2)) / feature) + 6)))
    radii = sorted({L(14) * i / 8 for i in range(9)} | {L(14) / L(2) ** k for k in range(levels + 4)})
    r, radial = composite(radii)
    radial = radial * r * np.exp(-r * r / 2)
    rays = sorted([theta - PI / 2, PI / 2, theta + PI / 2, 3 * PI / 2, theta + 3 * PI / 2])
    total = L(0)
    for start, end in zip(rays, rays[1:]):
        if end > start:
            a, weights = composite(graded(start, end, levels + 6))
            for i in range(0, len(a), 50):
                u, v = s1 * np.outer(np.cos(a[i : i + 50]), r), s2 * np.outer(np.cos(a[i : i + 50] - theta), r)
                total += weights[i : i + 50] @ ((f(u) * f(v)) @ radial)
    return float(total / (2 * PI))


def on_line(f, q11, q22, sign, feature):
    s1, s2 = np.sqrt(L(q11)), np.sqrt(L(q22))
    levels = int(max(4, np.ceil(np.log2(float(max(s1, s2)) / feature) + 12)))
    half = sorted({L(i) for i in range(17)} | {L(16) / L(2) ** k for k in range(levels)})
    z, weights = composite([-t for t in reversed(half[1:])] + half)
    return float(np.sum(weights * np.exp(-z * z / 2) * f(s1 * z) * f(sign * s2 * z)) / np.sqrt(2 * PI))


def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_slope(x):
    e = np.exp(-np.abs(x))
    return e / (1 + e) ** 2


def sech2(x):
    return 1 / np.cosh(np.minimum(np.abs(x), L(5000))) ** 2


def elu(alpha, scale):
    value = lambda x: np.where(x > 0, scale * x, scale * alpha * np.expm1(np.minimum(x, 0)))
    slope = lambda x: np.where(x > 0, scale, scale * alpha * np.exp(np.minimum(x, 0)))
    return value, slope


def gelu_tanh(x):
    return x / 2 * (1 + np.tanh(np.sqrt(2 / PI) * (x + L("0.044715") * x**3)))


def gelu_tanh_slope(x):
    inner = np.sqrt(2 / PI) * (x + L("0.044715") * x**3)
    return (1 + np.tanh(inner)) / 2 + x / 2 * sech2(inner) * np.sqrt(2 / PI) * (1 + 3 * L("0.044715") * x * x)


CASES = [
    ({"kind": "tanh"}, np.tanh, sech2, 0.2),
    ({"kind": "sigmoid"}, sigmoid, sigmoid_slope, 0.4),
    ({"kind": "softplus"}, lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), sigmoid, 0.4),
    ({"kind": "silu"}, lambda x: x * sigmoid(x), lambda x: sigmoid(x) + x * sigmoid_slope(x), 0.4),
    ({"kind": "gelu-tanh"}, gelu_tanh, gelu_tanh_slope, 0.15),
    ({"kind": "elu", "alpha": 1.5}, *elu(L(1.5), L(1)), 0.5),
    ({"kind": "selu"}, *elu(L(1.6732632423543772), L(1.0507009873554805)), 0.5),
    ({"kind": "elementwise", "formula": "x * tanh(x)"}, lambda x: x * np.tanh(x), lambda x: np.tanh(x) + x * sech2(x), 0.2),
    ({"kind": "elementwise", "formula": "tanh(10 * x)"}, lambda x: np.tanh(10 * x), lambda x: 10 * sech2(10 * x), 0.02),
]

COVARIANCES = [
    (1, 0.3, 1),
    (1, -0.8, 2),
    (0.1, 0.05, 0.4),
    (25, 10, 16),
    (25, 25, 25),
    (4, -6, 9),
    (1, 0.9999, 1),
    (1, 1 - 1e-9, 1),
    (30, -29.99, 30.5),
    (1e-4, 5e-5, 1e-4),
    (0, 0, 1),
    (1e4, 9e3, 1.1e4),
    (1e-8, 9e-9, 1e-8),
    (1e-6, 0.01, 900),
]

# Close to parallel, where tables have to be made, three kinds show what there is to show.
NEARLY_PARALLEL = ["tanh", "selu", "elementwise"]

rows = []
for spec, value, slope, feature in CASES:
    for q11, q12, q22 in COVARIANCES:
        parallel = q11 > 0 and q12 * q12 >= q11 * q22
        if not parallel and q12 * q12 > 0.98 * q11 * q22 > 0 and spec["kind"] not in NEARLY_PARALLEL:
            continue
        pair = [on_line(f, q11, q22, np.sign(q12), feature) if parallel else on_plane(f, q11, q12, q22, feature) for f in (value, slope)]
        rows.append({"spec": spec, "q11": q11, "q12": q12, "q22": q22, "nngp": pair[0], "derivative": pair[1]})
text = ",\n".join(json.dumps(row) for row in rows)
pathlib.Path(__file__).with_name("numeric-duals.json").write_text(f"[\n{text}\n]\n")
