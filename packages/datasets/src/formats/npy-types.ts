/** A type of numpy numbers that can be read exactly into float64 (or is refused where it cannot, as large integers). */
export interface NpyType {
  readonly bytes: number;
  read(view: DataView, offset: number, littleEndian: boolean): number | bigint;
}

/** By numpy's code, without its byte order: `<f8` is `f8`. */
export const npyTypes: Readonly<Record<string, NpyType>> = {
  f8: { bytes: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
  f4: { bytes: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  i8: { bytes: 8, read: (view, offset, little) => view.getBigInt64(offset, little) },
  i4: { bytes: 4, read: (view, offset, little) => view.getInt32(offset, little) },
  i2: { bytes: 2, read: (view, offset, little) => view.getInt16(offset, little) },
  i1: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  u8: { bytes: 8, read: (view, offset, little) => view.getBigUint64(offset, little) },
  u4: { bytes: 4, read: (view, offset, little) => view.getUint32(offset, little) },
  u2: { bytes: 2, read: (view, offset, little) => view.getUint16(offset, little) },
  u1: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  b1: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
};
