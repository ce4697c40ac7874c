/** SOAP envelopes read into plain values and written from them, as the partner and the metadata API use them. */
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import type { WorldResponse } from '../../kit/sandbox.ts';
import { refuse } from './refusal.ts';

/** Text, null, or an object whose repeated elements are lists. `@type` is the element's xsi:type without its prefix. */
export type SoapValue = string | null | readonly SoapValue[] | { readonly [name: string]: SoapValue };
export type SoapRecord = { readonly [name: string]: SoapValue };

export interface SoapMessage {
  readonly method: string;
  readonly input: SoapRecord;
  readonly sessionId: string | undefined;
}

/** Throws a refusal for texts that are no envelope. */
export function readEnvelope(text: string): SoapMessage {
  const root = parsed(text).root;
  const body = root === null ? undefined : elements(root).find((each) => local(each.name) === 'Body');
  const call = body === undefined ? undefined : elements(body)[0];
  if (root === null || call === undefined) throw refuse(500, 'UNKNOWN_EXCEPTION', 'no SOAP body');
  const session = /<(?:\w+:)?sessionId[^>]*>([^<]*)</.exec(text)?.[1];
  return { method: local(call.name), input: recordOf(valueIn(call)), sessionId: session };
}

/** The document's root as a plain value: for metadata files. */
export function readDocument(text: string): SoapRecord {
  const { root } = parsed(text);
  return root === null ? {} : recordOf(valueIn(root));
}

/** One answer; a list becomes as many `result` elements. */
export function answerSoap(method: string, result: unknown, namespace: string): WorldResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: envelope(`<${method}Response>${written('result', result)}</${method}Response>`, namespace),
  };
}

export function soapFault(code: string, message: string, namespace: string): WorldResponse {
  const fault = `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${escaped(`${code}: ${message}`)}</faultstring></soapenv:Fault>`;
  return { status: 500, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body: envelope(fault, namespace) };
}

export function recordOf(value: SoapValue | undefined): SoapRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SoapRecord) : {};
}

export function listOf(value: SoapValue | undefined): readonly SoapValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly SoapValue[]) : [value];
}

/** Text where there is some. */
export function textIn(value: SoapValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parsed(text: string): ReturnType<typeof parseXml> {
  try {
    return parseXml(text);
  } catch (error) {
    throw refuse(500, 'UNKNOWN_EXCEPTION', error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'not XML');
  }
}

function envelope(inside: string, namespace: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}" ` +
    'xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<soapenv:Body>${inside}</soapenv:Body></soapenv:Envelope>`
  );
}

function valueIn(element: XmlElement): SoapValue {
  if (element.attributes['xsi:nil'] === 'true') return null;
  const children = elements(element);
  const type = element.attributes['xsi:type']?.replace(/^\w+:/, '');
  if (children.length === 0 && type === undefined) return element.text;
  const value: Record<string, SoapValue> = type === undefined ? {} : { '@type': type };
  for (const child of children) {
    const name = local(child.name);
    const known = value[name];
    const next = valueIn(child);
    value[name] = known === undefined ? next : [...listOf(known), next];
  }
  return children.length === 0 && type !== undefined && element.text !== '' ? element.text : value;
}

function elements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child instanceof XmlElement);
}

function local(name: string): string {
  return name.replace(/^\w+:/, '');
}

function written(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((each) => written(name, each)).join('');
  if (value === null) return `<${name} xsi:nil="true"/>`;
  if (typeof value !== 'object') return `<${name}>${escaped(String(value))}</${name}>`;
  const { '@type': type, ...rest } = value as Record<string, unknown>;
  const attribute = typeof type === 'string' ? ` xsi:type="${type}"` : '';
  const inside = Object.entries(rest).map(([key, each]) => written(key, each));
  return `<${name}${attribute}>${inside.join('')}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
