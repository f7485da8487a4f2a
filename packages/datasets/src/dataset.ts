import type { NDArray } from "@ntkit/core";

/** Where the numbers come from, and on what terms. */
export interface Source {
  readonly citation: string;
  readonly url: string;
  readonly licence: string;
}

interface About {
  /** The name in the registry, kebab-case. */
  readonly name: string;
  readonly title: string;
  /** How many samples `load` gives. */
  readonly samples: number;
  /** One name for each column of the inputs, with its unit in brackets where it has one. */
  readonly featureNames: readonly string[];
  readonly source: Source;
}

/** Inputs [samples, features] and, for each sample, the index of its class. */
export interface ClassifiedSamples {
  readonly inputs: NDArray;
  readonly labels: Int32Array;
}

/** Inputs [samples, features] and targets [samples, 1]. */
export interface MeasuredSamples {
  readonly inputs: NDArray;
  readonly targets: NDArray;
}

export type ClassificationDataset = About & {
  readonly task: "classification";
  readonly classNames: readonly string[];
  /** For images: the shape [height, width, channels] that one row of the inputs holds, in row-major order. */
  readonly imageShape?: readonly [number, number, number];
  /** The samples in the order of the original file, fresh arrays at each call. */
  load(): Promise<ClassifiedSamples>;
};

export type RegressionDataset = About & {
  readonly task: "regression";
  readonly targetName: string;
  /** The samples in the order of the original file, fresh arrays at each call. */
  load(): Promise<MeasuredSamples>;
};

/** A data set by name: what it is, and how to get it. Its numbers are loaded when asked for. */
export type Dataset = ClassificationDataset | RegressionDataset;
