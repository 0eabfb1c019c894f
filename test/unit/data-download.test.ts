import { describe, expect, it } from 'vitest';
import { download, DownloadError } from '../../src/data/download.js';
import { localServers } from './data-fixtures.js';

const serve = localServers();
const content = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
const good = () => serve((_, response) => response.end(content));
const status = (code: number) => serve((_, response) => response.writeHead(code).end('sorry'));
const silent = () => serve(() => undefined);
const anything = () => undefined;
const hostOf = (url: string) => new URL(url).host;

describe('download', () => {
  it('brings the bytes and says how far it is, with the total where the server tells it', async () => {
    const url = await serve((_, response) => response.setHeader('content-length', content.length).end(content));
    const seen: [number, number | undefined][] = [];
    const result = await download('f', [url], anything, { onProgress: (...progress) => seen.push(progress) });
    expect(result).toEqual({ bytes: content, url });
    expect(seen.at(-1)).toEqual([content.length, content.length]);
    expect(seen.every(([received], i) => i === 0 || received > seen[i - 1][0])).toBe(true);
  });

  it('goes on to the next mirror after an error, a refused connection and wrong content', async () => {
    const closed = 'http://127.0.0.1:9/';
    const wrong = await serve((_, response) => response.end('wrong'));
    const right = await good();
    const check = (bytes: Uint8Array) => {
      if (bytes.length !== content.length) throw new Error('wrong content');
    };
    const { url } = await download('f', [await status(404), closed, wrong, right], check);
    expect(url).toBe(right);
  });

  it('does not wait for a silent mirror: the next is asked beside it', async () => {
    const right = await good();
    const { url } = await download('f', [await silent(), right], anything);
    expect(url).toBe(right);
  });

  it('goes on to the next mirror when one breaks off in the middle', async () => {
    const breaking = await serve((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 5000), () => response.destroy());
    });
    const right = await good();
    expect((await download('f', [breaking, right], anything)).url).toBe(right);
  });

  it('goes on to the next mirror when one stalls in the middle', async () => {
    const stalling = await serve((_, response) => void response.write(content.subarray(0, 5000)));
    const right = await good();
    expect((await download('f', [stalling, right], anything, { stallAfterMs: 100 })).url).toBe(right);
  });

  it('gives way when no mirror has begun in time, and names each with its reason', async () => {
    const [first, second] = [await status(503), await silent()];
    const attempt = download('f', [first, second], anything, { beginWithinMs: 200 });
    await expect(attempt).rejects.toThrow(DownloadError);
    await expect(attempt).rejects.toThrow(
      `download: no mirror gave f (${hostOf(first)}: HTTP 503; ${hostOf(second)}: no answer within 0.2 s)`,
    );
  });

  it('a mirror that has begun may take longer than the time to begin', async () => {
    const slow = await serve((_, response) => {
      response.write(content.subarray(0, 5000));
      setTimeout(() => response.end(content.subarray(5000)), 300);
    });
    expect((await download('f', [slow], anything, { beginWithinMs: 150 })).bytes).toEqual(content);
  });

  it('an empty answer and an endless one are failures', async () => {
    const empty = await serve((_, response) => response.end());
    const endless = await good();
    await expect(download('f', [empty, endless], anything, { atMostBytes: 50_000 })).rejects.toThrow(
      `(${hostOf(empty)}: an empty answer; ${hostOf(endless)}: more than 50000 bytes)`,
    );
  });
});
