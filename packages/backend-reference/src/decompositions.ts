import { checkSymmetric, type NotFinite, type NotPositiveDefinite, notFinite, notPositiveDefinite, smallestPivot, type Trouble } from "@ntkit/backend";
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from "ml-matrix";

type Eigensystem = { readonly status: "ok"; readonly values: Float64Array; readonly vectors: Float64Array };
type NoConvergence = Trouble & { readonly status: "no-convergence" };

/** Eigenvalues, ascending, and eigenvectors in columns, of a symmetric matrix [n, n]: ml-matrix's tridiagonalisation and QL iteration. */
export function symmetricEigensystem(a: Float64Array, n: number): Eigensystem | NotFinite | NoConvergence {
  const trouble = notFinite(a, n);
  if (trouble !== null) return trouble;
  checkSymmetric("eigh", a, n, "float64");
  if (n === 0) return { status: "ok", values: new Float64Array(0), vectors: new Float64Array(0) };

  const decomposition = new EigenvalueDecomposition(symmetricMatrix(a, n), { assumeSymmetric: true });
  const values = Float64Array.from(decomposition.realEigenvalues);
  const vectors = numbersOf(decomposition.eigenvectorMatrix, n);
  // The QL iteration has no other way to fail than overflow: it runs until it has converged.
  if (notFinite(vectors, n) === null && values.every(Number.isFinite)) return { status: "ok", values, vectors };
  return {
    status: "no-convergence",
    problem: "the eigenvalue iteration overflowed",
    remedy: "Divide the matrix by its largest entry, and look for inputs of very different size.",
  };
}

/** The Cholesky factor of a symmetric matrix [n, n], or the first pivot that is not positive. */
export function choleskyFactor(a: Float64Array, n: number): { readonly status: "ok"; readonly factor: Float64Array } | NotFinite | NotPositiveDefinite {
  const trouble = notFinite(a, n);
  if (trouble !== null) return trouble;
  checkSymmetric("cholesky", a, n, "float64");

  // ml-matrix sets a negative pivot to 0 and goes on: every row up to the first bad one is right, so its pivot is found again from its row.
  const factor = numbersOf(new CholeskyDecomposition(symmetricMatrix(a, n)).lowerTriangularMatrix, n);
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let k = i * n; k < i * n + i; k++) square += factor[k] * factor[k];
    const pivot = a[i * n + i] - square;
    if (!(pivot > smallestPivot(n, a[i * n + i], "float64"))) return notPositiveDefinite(a, n, "float64", i, pivot);
  }
  return { status: "ok", factor };
}

/** The mean of a matrix and its transpose: ml-matrix wants symmetry to the last bit. */
function symmetricMatrix(a: Float64Array, n: number): Matrix {
  const matrix = new Matrix(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix.set(i, j, a[i * n + j] / 2 + a[j * n + i] / 2);
  return matrix;
}

function numbersOf(matrix: Matrix, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i * n + j] = matrix.get(i, j);
  return out;
}
