"""
Writes keras-3.json: models as Keras 3 describes them, their weights, and what they give in float64. Weights are named as
tensorflowjs_converter names those of Keras 3: the layer, "vars" and a number. Without tanh, LayerNormalization and pooling, which
Keras 3.15 computes in float32 all the same. Run, with keras and jax installed:
KERAS_BACKEND=jax JAX_ENABLE_X64=1 python3 make_keras_3.py
"""

import json
import pathlib

import keras
import numpy as np
from keras import layers

keras.backend.set_floatx("float64")
random = np.random.default_rng(5)


def dense_layers():
    names = ["hard_sigmoid", "gelu", "leaky_relu", "exponential", "silu", "relu6", "mish", "softsign"]
    hidden = [layers.Dense(4, activation=name, name=name) for name in names]
    after = [
        layers.ReLU(max_value=0.5, negative_slope=0.1, threshold=0.2),
        layers.Dense(4, name="second"),
        layers.ReLU(negative_slope=0.3),
        layers.Dense(4, name="third"),
        layers.LeakyReLU(negative_slope=0.15),
        layers.Dense(4, name="fourth"),
        layers.ELU(alpha=0.7),
        layers.Dropout(0.3),
        layers.Dense(2, name="last"),
    ]
    return keras.Sequential([keras.Input((3,)), *hidden, *after], name="chain")


def graph():
    x = keras.Input((3,), name="x")
    h = layers.Dense(3, activation="gelu", name="h")(x)
    sum = layers.Add()([h, layers.Dense(3, name="step")(h), x])
    both = layers.Concatenate()([layers.Dense(3, name="side")(sum), sum])
    inner = keras.Sequential([keras.Input((6,)), layers.Dense(5, activation="relu", name="inner")], name="block")
    product = layers.Multiply()([inner(both), layers.Dense(5, name="gate")(both)])
    return keras.Model(x, layers.Dense(2, use_bias=False, name="last")(product), name="graph")


def images():
    x = keras.Input((7, 6, 2))
    y = layers.Conv2D(3, 3, strides=2, padding="same", activation="relu", name="strided")(x)
    y = layers.Conv2D(4, (2, 1), padding="valid", name="narrow")(y)
    z = layers.Conv2D(4, 3, padding="same", name="inside")(layers.ReLU()(y))
    y = layers.Add()([y, z])
    y = layers.SpatialDropout2D(0.2)(layers.Dense(5, activation="gelu", name="pixelwise")(y))
    return keras.Model(x, layers.Dense(2, name="last")(layers.Flatten()(y)), name="images")


def described(model, samples):
    every = [layer for layer in model._flatten_layers() if layer.weights and not isinstance(layer, keras.Model)]
    for layer in every:
        layer.set_weights([np.round(random.normal(size=w.shape) * (0.5 if w.ndim > 1 else 0.2), 6) for w in layer.weights])
    x = np.round(random.normal(size=(samples, *model.input_shape[1:])), 6)
    return {
        "topology": {"keras_version": keras.__version__, "backend": "jax", "model_config": json.loads(model.to_json())},
        "weights": {f"{layer.name}/vars/{i}": np.asarray(w).tolist() for layer in every for i, w in enumerate(layer.weights)},
        "x": x.tolist(),
        "y": np.asarray(model(x, training=False)).tolist(),
    }


data = {"chain": described(dense_layers(), 4), "graph": described(graph(), 4), "images": described(images(), 2)}
pathlib.Path(__file__).with_name("keras-3.json").write_text(json.dumps(data) + "\n")
