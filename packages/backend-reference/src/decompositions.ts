import { checkSymmetric, type NotFinite, type NotPositiveDefinite, notFinite, notPositiveDefinite, smallestPivot } from "@ntkit/backend";
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from "ml-matrix";

type Eigensystem = { readonly status: "ok"; readonly values: Float64Array; readonly vectors: Float64Array };

/** Eigenvalues, ascending, and eigenvectors in columns, of a symmetric matrix [n, n]: ml-matrix's tridiagonalisation and QL iteration. */
export function symmetricEigensystem(a: Float64Array, n: number): Eigensystem | NotFinite {
  const trouble = notFinite(a, n);
  if (trouble !== null) return trouble;
  checkSymmetric("eigh", a, n, "float64");
  if (n === 0) return { status: "ok", values: new Float64Array(0), vectors: new Float64Array(0) };

  // ml-matrix reads past the end of its arrays if a norm overflows. Dividing by a power of two costs no accuracy.
  const unit = powerOfTwoNear(a.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const decomposition = new EigenvalueDecomposition(symmetricMatrix(a, n, unit), { assumeSymmetric: true });
  const values = Float64Array.from(decomposition.realEigenvalues, (value) => value * unit);
  if (values.every(Number.isFinite)) return { status: "ok", values, vectors: numbersOf(decomposition.eigenvectorMatrix, n) };
  return {
    status: "not-finite",
    problem: `the largest eigenvalue is too large for float64, the largest entry being near ${unit}`,
    remedy: "Divide the matrix by its largest entry, and its eigenvalues are divided too.",
  };
}

/** The Cholesky factor of a symmetric matrix [n, n], or the first pivot that is not positive. */
export function choleskyFactor(a: Float64Array, n: number): { readonly status: "ok"; readonly factor: Float64Array } | NotFinite | NotPositiveDefinite {
  const trouble = notFinite(a, n);
  if (trouble !== null) return trouble;
  checkSymmetric("cholesky", a, n, "float64");

  // ml-matrix sets a negative pivot to 0 and goes on: every row up to the first bad one is right, so its pivot is found again from its row.
  const factor = numbersOf(new CholeskyDecomposition(symmetricMatrix(a, n, 1)).lowerTriangularMatrix, n);
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let k = i * n; k < i * n + i; k++) square += factor[k] * factor[k];
    const pivot = a[i * n + i] - square;
    if (!(pivot > smallestPivot(n, a[i * n + i], "float64"))) return notPositiveDefinite(a, n, "float64", i, pivot);
  }
  return { status: "ok", factor };
}

/** The mean of a matrix and its transpose, divided by `unit`: ml-matrix wants symmetry to the last bit. */
function symmetricMatrix(a: Float64Array, n: number, unit: number): Matrix {
  const matrix = new Matrix(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix.set(i, j, (a[i * n + j] / 2 + a[j * n + i] / 2) / unit);
  return matrix;
}

/** A power of two of about this size, with a reciprocal. */
const powerOfTwoNear = (size: number): number => (size === 0 ? 1 : 2 ** Math.min(1000, Math.max(-1000, Math.floor(Math.log2(size)))));

function numbersOf(matrix: Matrix, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i * n + j] = matrix.get(i, j);
  return out;
}
