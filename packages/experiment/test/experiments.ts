const wide = { weightStd: 1.5, biasStd: 0.1 };

/** A network of one hidden layer, with so many outputs. */
export const network = (outputs: number, nonlinearity = "erf") => ({
  layers: [{ kind: "dense", width: 512, ...wide }, { kind: nonlinearity }, { kind: "dense", width: outputs, ...wide }],
});

/** Iris, 60 to train and 30 to test, all of it left to the defaults that may be. */
export const iris = {
  data: {
    source: { dataset: "iris" },
    split: { order: "shuffled", train: 60, test: 30, seed: 3, stratified: true },
    preparation: [{ kind: "standardise" }],
  },
  architecture: network(3),
};
