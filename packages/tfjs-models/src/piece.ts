import { identity, type LayerSpec, layer } from "@ntkit/architectures";
import type { NDArray } from "@ntkit/core";

/** How the branches of a `parallel` are merged. */
export type Merge = "sum" | "product" | "concat";

/** A part of an imported network, weights and all, before it is known where it will stand. */
export type Piece =
  | { readonly kind: "layer"; readonly spec: LayerSpec; readonly parameters: Readonly<Record<string, NDArray>>; readonly source: string }
  /** No layer of ntkit: it may only be dropped, where it is the last. */
  | { readonly kind: "softmax"; readonly name: string; readonly source: string }
  | { readonly kind: "residual"; readonly body: readonly Piece[] }
  | { readonly kind: "parallel"; readonly branches: readonly (readonly Piece[])[]; readonly merge: Merge };

/** Layers with the weights of all of them by place, and where the layers that they came from stand. */
export interface Placed {
  readonly layers: readonly LayerSpec[];
  /** `layers[2].body[0].weight`. */
  readonly parameters: Readonly<Record<string, NDArray>>;
  /** The name in the file → the place of the layer that holds its weights, or of the first that came of it. */
  readonly places: Readonly<Record<string, string>>;
}

/** Gives every piece its place in the list called `list`: `layers`, `layers[2].body`. A softmax has none. */
export function place(pieces: readonly Piece[], list: string): Placed {
  const parts = pieces.filter((piece) => piece.kind !== "softmax").map((piece, i) => placeOne(piece, `${list}[${i}]`));
  if (parts.length === 0) return { layers: [identity()], parameters: {}, places: {} };
  return {
    layers: parts.map(({ spec }) => spec),
    parameters: Object.assign({}, ...parts.map(({ parameters }) => parameters)),
    places: Object.assign({}, ...parts.map(({ places }) => places).reverse()),
  };
}

type PlacedPiece = Omit<Placed, "layers"> & { readonly spec: LayerSpec };

function placeOne(piece: Exclude<Piece, { kind: "softmax" }>, at: string): PlacedPiece {
  if (piece.kind === "layer") {
    const parameters = Object.fromEntries(Object.entries(piece.parameters).map(([name, array]) => [`${at}.${name}`, array]));
    return { spec: piece.spec, parameters, places: { [piece.source]: at } };
  }
  if (piece.kind === "residual") {
    const { layers, ...rest } = place(piece.body, `${at}.body`);
    return { spec: layer("residual", { body: layers }), ...rest };
  }
  const branches = piece.branches.map((branch, i) => place(branch, `${at}.branches[${i}]`));
  return {
    spec: layer("parallel", { branches: branches.map(({ layers }) => layers), merge: piece.merge }),
    parameters: Object.assign({}, ...branches.map(({ parameters }) => parameters)),
    places: Object.assign({}, ...branches.map(({ places }) => places)),
  };
}
