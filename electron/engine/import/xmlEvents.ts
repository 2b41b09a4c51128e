import { Parser } from 'htmlparser2';

/** What a reader of XML does at each part of it; names are with their prefix, as they are written. */
export interface XmlEvents {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

/** Goes through a text in XML. */
export function xmlEvents(xml: string, { open, text, close }: XmlEvents): void {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => open?.(name, attributes),
      ontext: (part) => text?.(part),
      onclosetag: (name) => close?.(name),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
}
