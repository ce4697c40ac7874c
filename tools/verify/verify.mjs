#!/usr/bin/env node
/**
 * Verifies an exported ledger of Baton, alone: it needs Node 18 or newer and the export, nothing of Baton and no package. It shares no line with the code
 * that writes the ledger, so that a fault there cannot hide itself here. README.md beside it says what the file holds and what is checked.
 */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const WORDS = {
  en: {
    usage: 'node verify.mjs <export.jsonl> [--anchors <file>]... [--ledger <name>] [--may-be-older] [--language en|ja]',
    unreadable: (file, why) => `${file} cannot be read: ${why}`,
    noAnchors: (file) => `${file} holds no anchored checkpoint`,
    ledgers: (file, names) => `${file} holds checkpoints of several ledgers. Say which: --ledger ${names.join(' | ')}`,
    good: (entries, head, checkpoints, anchors) =>
      `The ledger is whole: ${entries} entries follow one another, ${checkpoints} checkpoints and ${anchors} anchors agree with them.\nHead: ${head}`,
    alone:
      'No anchors were given. So this does not show that nothing was cut off its end, and that it was not rewritten as a whole: compare it with checkpoints that others keep (--anchors).',
    later: (count) => `${count} anchors are of entries after the end of this file, and were not compared.`,
    lost: (from, to) =>
      `Entries ${from} to ${to} of the ledger as it once was are lost: a person has accepted that, and an entry says so.`,
    noExport: (file) => `${file} is no ledger export: its first line is not that of one`,
    badOption: (name) => `There is no option ${name}, or it has no value.`,
    opened: (refs, texts) => `${refs} references are named, and ${texts} texts are those that were sealed.`,
    bad: (line, seq, what) =>
      `The ledger is NOT whole. ${seq === undefined ? '' : `Entry ${seq}, `}line ${line}: ${what}`,
    badAnchor: (size, at, what) =>
      `The ledger is NOT what was anchored. Entries up to ${size}, anchored ${at}: ${what}`,
    faults: {
      header: 'this is no ledger export of version 1',
      json: 'this is no line of an export',
      hash: 'its hash is not that of its text: the text was changed',
      form: 'its text is not in the one form that is hashed',
      gap: 'an entry before it is missing, or it is out of place',
      prev: 'it does not follow the entry before it',
      version: 'an entry of its stream before it is missing or repeated',
      checkpoint: 'the checkpoint does not fit the entries before it',
      end: 'the file ends early: entries that it announces are missing',
      head: 'the last entry is not the one that the file announces',
      opening: 'the text is not the one that was sealed under this hash',
      root: 'the entries of this file give another root: it was rewritten',
      beyond: 'this file ends before them. If it was exported earlier, say --may-be-older',
    },
  },
  ja: {
    usage:
      'node verify.mjs <書き出したファイル> [--anchors <ファイル>]... [--ledger <名前>] [--may-be-older] [--language en|ja]',
    unreadable: (file, why) => `${file}を読めません：${why}`,
    noAnchors: (file) => `${file}に、アンカーとなるチェックポイントがありません`,
    ledgers: (file, names) =>
      `${file}に複数の台帳のチェックポイントがあります。--ledger で指定してください：${names.join('、')}`,
    good: (entries, head, checkpoints, anchors) =>
      `台帳は完全です。${entries}件の記録が途切れなくつながり、${checkpoints}件のチェックポイントと${anchors}件のアンカーが一致しました。\n末尾のハッシュ：${head}`,
    alone:
      'アンカーが指定されていません。末尾が切り取られていないこと、全体が書き直されていないことは、これだけでは確かめられません。別の場所に保管されたチェックポイントを --anchors で指定して照合してください。',
    later: (count) => `アンカー${count}件は、このファイルの末尾より後の記録のものであるため、照合していません。`,
    lost: (from, to) =>
      `以前の台帳の記録${from}〜${to}は失われています(担当者がそれを承認したことが記録されています)。`,
    noExport: (file) => `${file} は台帳の書き出しではありません(1行目が違います)`,
    badOption: (name) => `${name} というオプションはないか、値がありません。`,
    opened: (refs, texts) => `参照${refs}件の指す先が示され、本文${texts}件は封じたときのままです。`,
    bad: (line, seq, what) =>
      `台帳は完全ではありません。${seq === undefined ? '' : `記録${seq}、`}${line}行目：${what}`,
    badAnchor: (size, at, what) => `台帳はアンカーと一致しません。記録${size}まで(${at})：${what}`,
    faults: {
      header: 'バージョン1の台帳の書き出しではありません',
      json: '書き出しの行ではありません',
      hash: 'ハッシュが本文と合いません(本文が変更されています)',
      form: '本文がハッシュの対象となる形式ではありません',
      gap: '前の記録が欠けているか、順序が違います',
      prev: '直前の記録につながっていません',
      version: '同じ系列の前の記録が欠けているか、重複しています',
      checkpoint: 'チェックポイントがそれまでの記録と合いません',
      end: 'ファイルが途中で終わっています(冒頭にある件数に足りません)',
      head: '最後の記録が冒頭に示されたものと違います',
      opening: '本文が、このハッシュで封じたものと違います',
      root: 'このファイルの記録からは別の値になります(書き換えられています)',
      beyond: 'ファイルがそれより前で終わっています。先に書き出したものなら --may-be-older を付けてください',
    },
  },
};

const words = WORDS[readerLanguage()];
const { values: options, positionals } = readArguments();
if (options.help) stop(0, words.usage);
const [path] = positionals;
if (path === undefined || positionals.length > 1) stop(2, words.usage);

/** Before the words are understood, so that what is wrong with them is told in it. */
function readerLanguage() {
  const given = process.argv.slice(2);
  const place = given.findIndex((word) => /^--language(=|$)/.test(word));
  const asked = given[place]?.split('=')[1] ?? (place < 0 ? undefined : given[place + 1]);
  return (asked ?? process.env.LC_ALL ?? process.env.LANG ?? 'en').startsWith('ja') ? 'ja' : 'en';
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        anchors: { type: 'string', multiple: true, default: [] },
        ledger: { type: 'string' },
        'may-be-older': { type: 'boolean', default: false },
        language: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return stop(2, `${words.badOption(/'(-[^' ]*)/.exec(error.message)?.[1] ?? '')}\n${words.usage}`);
  }
}

function stop(code, text) {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exit(code);
}

const hashOf = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Root of a tree over the leaves in `stack`, as RFC 9162 (2.1) draws it; each item is [hash, height]. */
const stack = [];
function plant(entryHash) {
  let item = [hashOf(Buffer.of(0), Buffer.from(entryHash, 'hex')), 0];
  while (stack.length > 0 && stack[stack.length - 1][1] === item[1])
    item = [hashOf(Buffer.of(1), stack.pop()[0], item[0]), item[1] + 1];
  stack.push(item);
}
function root() {
  let right;
  for (let index = stack.length - 1; index >= 0; index -= 1)
    right = right === undefined ? stack[index][0] : hashOf(Buffer.of(1), stack[index][0], right);
  return (right ?? hashOf()).toString('hex');
}

/** Members in the order of their names' UTF-16 units, no blanks: JSON as RFC 8785 writes it, for what an entry may hold. */
function oneForm(value) {
  if (Array.isArray(value)) return `[${value.map(oneForm).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${names.map((name) => `${JSON.stringify(name)}:${oneForm(value[name])}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return 'no safe integer';
  return JSON.stringify(value);
}

/** What a file of anchors holds: Baton's own lines, or Baton_Checkpoint__c as Salesforce's tools export it, as JSON or as CSV. */
function anchorsIn(text) {
  const plain = text.replace(/^\uFEFF/, '');
  const whole = json(plain);
  if (whole !== undefined) return rowsOf(whole).flatMap(anchorOf);
  const lines = plain.split(/\r?\n/);
  // A line that is none is empty, or was cut in half by a crash.
  const own = lines.flatMap((each) => anchorOf(json(each)));
  if (own.length > 0) return own;
  const [names = [], ...rows] = lines.map(cellsOf);
  return rows.flatMap((cells) => anchorOf(Object.fromEntries(names.map((name, index) => [name, cells[index]]))));
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The rows stand alone, or under `records`, with or without `result` around it. */
function rowsOf(value) {
  return Array.isArray(value) ? value : (value?.result?.records ?? value?.records ?? [value]);
}

/** Quotation marks around a cell are doubled inside it; no cell of an anchor holds a line break. */
function cellsOf(row) {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) =>
    (quoted?.replaceAll('""', '"') ?? bare).trim(),
  );
}

function anchorOf(value) {
  const size = Number(value?.size ?? value?.Size__c);
  const anchored = value?.root ?? value?.Root__c;
  if (!Number.isSafeInteger(size) || size < 1 || typeof anchored !== 'string') return [];
  return [{ size, root: anchored, at: value.at ?? value.Sealed_At__c, ledger: value.Ledger__c }];
}

const anchors = [];
for (const file of options.anchors) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    stop(2, words.unreadable(file, error.message));
  }
  const found = anchorsIn(text);
  const names = [...new Set(found.flatMap(({ ledger }) => ledger ?? []))];
  if (names.length > 1 && options.ledger === undefined) stop(2, words.ledgers(file, names));
  const mine = found.filter(({ ledger }) => ledger === undefined || ledger === (options.ledger ?? ledger));
  // Agreeing with nothing proves nothing.
  if (mine.length === 0) stop(2, words.noAnchors(file));
  anchors.push(...mine);
}
anchors.sort((a, b) => a.size - b.size);

let header;
let line = 0;
let seq = 0;
let prev = '0'.repeat(64);
let checkpoints = 0;
let refs = 0;
let texts = 0;
const rootAt = new Map();
const wanted = new Set(anchors.map(({ size }) => size));
const versions = new Map();
const losses = [];

function check(record) {
  if (header === undefined) {
    if (record['baton-ledger'] !== 1 || !Number.isSafeInteger(record.entries)) return 'header';
    header = record;
    return undefined;
  }
  if (record.checkpoint !== undefined) {
    const { size, root: sealed, head } = record.checkpoint;
    if (size !== seq || sealed !== root() || head !== prev) return 'checkpoint';
    checkpoints += 1;
    return undefined;
  }
  if (record.ref !== undefined) {
    refs += 1;
    return undefined;
  }
  if (record.open !== undefined) {
    const { salt, text, hash } = record.open;
    texts += 1;
    return hashOf(Buffer.from(String(salt)), Buffer.from(String(text))).toString('hex') === hash
      ? undefined
      : 'opening';
  }
  if (typeof record.text !== 'string') return 'json';
  return checkEntry(record);
}

function checkEntry({ text, hash }) {
  if (hashOf(Buffer.from(text)).toString('hex') !== hash) return 'hash';
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return 'form';
  }
  if (typeof content !== 'object' || content === null || oneForm(content) !== text) return 'form';
  if (content.seq !== seq + 1) return 'gap';
  if (content.prev !== prev) return 'prev';
  if (content.version !== (versions.get(content.stream) ?? 0) + 1) return 'version';
  versions.set(content.stream, content.version);
  if (content.kind === 'loss-accepted') losses.push(content.body);
  seq = content.seq;
  prev = hash;
  plant(hash);
  if (wanted.has(seq)) rootAt.set(seq, root());
  return undefined;
}

const input = createReadStream(path, 'utf8');
input.on('error', (error) => stop(2, words.unreadable(path, error.message)));
for await (const written of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
  line += 1;
  const bare = header === undefined ? written.replace(/^\uFEFF/, '') : written;
  if (bare === '') continue;
  const record = json(bare);
  // Something else altogether: that says nothing of the ledger. An export whose first line is gone is told below.
  if (header === undefined && record?.['baton-ledger'] === undefined && record?.text === undefined)
    stop(2, words.noExport(path));
  const fault = typeof record === 'object' && record !== null ? check(record) : 'json';
  if (fault !== undefined)
    stop(1, words.bad(line, record?.text === undefined ? undefined : seq + 1, words.faults[fault]));
}
if (header === undefined) stop(1, words.bad(1, undefined, words.faults.header));
if (seq !== header.entries) stop(1, words.bad(line, seq + 1, words.faults.end));
if (prev !== header.head) stop(1, words.bad(line, seq, words.faults.head));

let agreed = 0;
let later = 0;
for (const { size, root: anchored, at } of anchors) {
  // Of what was lost for good, and accepted as lost by a person, an anchor may still tell.
  if (losses.some(({ from, to }) => size >= from && size <= to)) continue;
  if (size > seq) {
    if (options['may-be-older']) {
      later += 1;
      continue;
    }
    stop(1, words.badAnchor(size, at, words.faults.beyond));
  }
  if (rootAt.get(size) !== anchored) stop(1, words.badAnchor(size, at, words.faults.root));
  agreed += 1;
}
stop(
  0,
  [
    words.good(seq, prev, checkpoints, agreed),
    ...(refs + texts === 0 ? [] : [words.opened(refs, texts)]),
    ...losses.map(({ from, to }) => words.lost(from, to)),
    ...(later === 0 ? [] : [words.later(later)]),
    ...(anchors.length === 0 ? [words.alone] : []),
  ].join('\n'),
);
