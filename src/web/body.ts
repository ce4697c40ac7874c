/** Reads request bodies of strangers: never more of one than it may have, nor of all together than there is room for, nor for ever. */
import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  readonly mostBytes: number;
  /** A sender that takes longer is given up. */
  readonly waitMs: number;
  /** Bytes of all bodies that are being read here at a time. */
  readonly roomBytes: number;
}

export type Body =
  | { readonly state: 'read'; readonly bytes: Uint8Array }
  | { readonly state: 'too-large' | 'too-slow' | 'no-room' | 'broken' };

/** A reader whose bodies share their room. What it gives up on stays unread: the connection must then be closed. */
export function bodyReader({ mostBytes, waitMs, roomBytes }: BodyLimits): (request: IncomingMessage) => Promise<Body> {
  let takenBytes = 0;
  return (request) => {
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return Promise.resolve({ state: 'too-large' });
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const end = (body: Body): void => {
        clearTimeout(timer);
        request.off('data', more).off('end', all).off('close', broken).off('error', broken);
        if (body.state !== 'read') request.pause();
        takenBytes -= size;
        resolve(body);
      };
      const more = (chunk: Buffer): void => {
        size += chunk.length;
        takenBytes += chunk.length;
        chunks.push(chunk);
        if (size > mostBytes) end({ state: 'too-large' });
        else if (takenBytes > roomBytes) end({ state: 'no-room' });
      };
      const all = (): void => end({ state: 'read', bytes: Buffer.concat(chunks) });
      const broken = (): void => end({ state: 'broken' });
      const timer = setTimeout(() => end({ state: 'too-slow' }), waitMs);
      request.on('data', more).once('end', all).once('close', broken).once('error', broken);
    });
  };
}
