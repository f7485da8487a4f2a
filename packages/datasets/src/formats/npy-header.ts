import { FileProblem, InvalidData, type Shape, Unsupported } from "@ntkit/core";
import { type NpyType, npyTypes } from "./npy-types.ts";

const magic = "\x93NUMPY";

export interface NpyHeader {
  readonly type: NpyType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: Shape;
  /** Where the numbers begin. */
  readonly offset: number;
}

/**
 * Reads the header of an .npy file (format versions 1.0, 2.0 and 3.0; numpy.lib.format): the magic string, two bytes of
 * version, the length of what follows (2 bytes, from version 2.0 on 4), and a Python dictionary in text.
 */
export function readNpyHeader(bytes: Uint8Array, path: string): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (latin1(bytes.subarray(0, magic.length)) !== magic) {
    throw new FileProblem({ path, problem: "not an .npy file", remedy: "Write it with numpy.save." });
  }
  if (bytes.length < 12) throw truncated(path, "a header", `${bytes.length}`);
  const major = bytes[6];
  if (major < 1 || major > 3) {
    throw new Unsupported({
      path,
      problem: "an .npy format that is not known here",
      found: `version ${major}.${bytes[7]}`,
      remedy: "Write it with numpy.save.",
    });
  }
  const start = major === 1 ? 10 : 12;
  const offset = start + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < offset) throw truncated(path, `${offset} bytes of header`, `${bytes.length}`);
  return { ...readDictionary(latin1(bytes.subarray(start, offset)), path), offset };
}

/** The header (version 1.0) of row-major little-endian numbers, padded as numpy does, so that the numbers begin at a multiple of 64. */
export function writeNpyHeader(code: string, shape: Shape): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '<${code}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const text = `${magic}\x01\x00__${dictionary.padEnd(length - 11)}\n`;
  const header = Uint8Array.from(text, (character) => character.charCodeAt(0));
  new DataView(header.buffer).setUint16(8, length - 10, true);
  return header;
}

export function truncated(path: string, expected: string, found: string): FileProblem {
  return new FileProblem({ path, problem: `truncated: expected ${expected}`, found, remedy: "Write or copy the file again." });
}

function readDictionary(text: string, path: string): Omit<NpyHeader, "offset"> {
  const descr = text.match(/'descr':\s*('[^']*'|\[.*\])/s);
  const order = text.match(/'fortran_order':\s*(True|False)/);
  const tuple = text.match(/'shape':\s*\(([\d\sL,]*)\)/);
  if (descr === null || order === null || tuple === null) {
    throw new FileProblem({
      path,
      problem: "an .npy header that cannot be read",
      found: JSON.stringify(text.trim().slice(0, 50)),
      remedy: "Write it with numpy.save.",
    });
  }
  const shape = tuple[1].split(",").filter((length) => length.trim() !== "");
  return { ...readType(descr[1], path), fortranOrder: order[1] === "True", shape: shape.map((length) => Number.parseInt(length, 10)) };
}

function readType(descr: string, path: string): Pick<NpyHeader, "type" | "littleEndian"> {
  const [, order, code] = descr.match(/^'([<>|=])(\w+)'$/) ?? [];
  if (code?.startsWith("c")) {
    throw new InvalidData({
      path,
      problem: "complex numbers",
      found: `dtype ${descr}`,
      remedy: "Save the real part, or real and imaginary parts as features.",
    });
  }
  if (code === undefined || !Object.hasOwn(npyTypes, code)) {
    throw new Unsupported({
      path,
      problem: "a dtype that is not read here",
      found: descr.length > 40 ? `${descr.slice(0, 37)}...` : descr,
      remedy: `Save it with .astype("float64"); read are ${Object.keys(npyTypes).join(", ")}.`,
    });
  }
  return { type: npyTypes[code], littleEndian: order !== ">" };
}

const latin1 = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
