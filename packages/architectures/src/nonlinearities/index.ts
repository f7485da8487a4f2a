import type { Nonlinearity } from "../nonlinearity.ts";
import { abrelu } from "./abrelu.ts";
import { abs } from "./abs.ts";
import { cos } from "./cos.ts";
import { elementwise } from "./elementwise.ts";
import { elu } from "./elu.ts";
import { erf } from "./erf.ts";
import { erfSigmoid } from "./erf-sigmoid.ts";
import { exp } from "./exp.ts";
import { expNormalized } from "./exp-normalized.ts";
import { gabor } from "./gabor.ts";
import { gaussian } from "./gaussian.ts";
import { gelu } from "./gelu.ts";
import { geluTanh } from "./gelu-tanh.ts";
import { hermite } from "./hermite.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { monomial } from "./monomial.ts";
import { polynomial } from "./polynomial.ts";
import { rbf } from "./rbf.ts";
import { rectifiedMonomial } from "./rectified-monomial.ts";
import { relu } from "./relu.ts";
import { selu } from "./selu.ts";
import { sigmoid } from "./sigmoid.ts";
import { sign } from "./sign.ts";
import { silu } from "./silu.ts";
import { sin } from "./sin.ts";
import { softplus } from "./softplus.ts";
import { tanh } from "./tanh.ts";

/** Every nonlinearity of ntkit, by kind. A new one is its file and a line here; the tests iterate over this record. */
export const nonlinearities: Readonly<Record<string, Nonlinearity>> = {
  [relu.kind]: relu,
  [leakyRelu.kind]: leakyRelu,
  [abrelu.kind]: abrelu,
  [abs.kind]: abs,
  [sign.kind]: sign,
  [rectifiedMonomial.kind]: rectifiedMonomial,
  [erf.kind]: erf,
  [erfSigmoid.kind]: erfSigmoid,
  [gelu.kind]: gelu,
  [sin.kind]: sin,
  [cos.kind]: cos,
  [rbf.kind]: rbf,
  [gabor.kind]: gabor,
  [gaussian.kind]: gaussian,
  [exp.kind]: exp,
  [expNormalized.kind]: expNormalized,
  [hermite.kind]: hermite,
  [monomial.kind]: monomial,
  [polynomial.kind]: polynomial,
  [tanh.kind]: tanh,
  [sigmoid.kind]: sigmoid,
  [softplus.kind]: softplus,
  [silu.kind]: silu,
  [elu.kind]: elu,
  [selu.kind]: selu,
  [geluTanh.kind]: geluTanh,
  [elementwise.kind]: elementwise,
};
