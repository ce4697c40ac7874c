/** Reads the files of a zip archive: stored or deflated, as every packer of metadata writes them. */
import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** No package has more (Metadata API, Deploying and Retrieving Metadata: 10,000 files). */
const MOST_FILES = 10_000;

/** By name; undefined where the bytes are no archive. Folders are left out. */
export function unzip(bytes: Buffer): ReadonlyMap<string, string> | undefined {
  const end = bytes.lastIndexOf(signature(END));
  if (end < 0 || end + 22 > bytes.length) return undefined;
  const count = Math.min(bytes.readUInt16LE(end + 10), MOST_FILES);
  let at = bytes.readUInt32LE(end + 16);
  const files = new Map<string, string>();
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return undefined;
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + size);
    if (!name.endsWith('/')) files.set(name, (method === 0 ? packed : inflateRawSync(packed)).toString('utf8'));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

function signature(value: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(value);
  return four;
}
