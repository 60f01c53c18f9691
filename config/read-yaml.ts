import {
  CST,
  Lexer,
  LineCounter,
  parseDocument,
  Parser,
  visit,
  YAMLParseError,
  type Document,
  type ErrorCode,
} from 'yaml';
import { AutoSyncError, ensureError } from '../domain/errors.js';

/** Far more than any setting needs. */
const DEEPEST = 50;

/**
 * Reads YAML. What its errors say holds nothing of the text: that may be a secret.
 *
 * @param origin what to call the text in messages, for example its file
 * @throws {AutoSyncError} `invalid-configuration` when it is none, or is nested too deeply to be a configuration
 */
export function readYaml(text: string, origin: string): unknown {
  refuseTooDeep(text, origin);
  const lineCounter = new LineCounter();
  try {
    // Pretty errors, and warnings on the console, would repeat what stands in the text.
    const document = parseDocument(text, { prettyErrors: false, lineCounter, logLevel: 'error' });
    const fault = document.errors[0] ?? unresolvedAlias(document);
    if (fault) {
      const place = lineCounter.linePos(fault.pos[0]);
      throw invalid(`${origin} is no valid YAML: line ${place.line}, column ${place.col}: ${wordsOf(fault)}`);
    }
    return document.toJS();
  } catch (error) {
    if (error instanceof AutoSyncError) throw error;
    throw invalid(`${origin} is no valid YAML: ${ensureError(error).message}`, error);
  }
}

/** It shows only when values are made of the document, and then without its place. */
function unresolvedAlias(document: Document.Parsed): YAMLParseError | undefined {
  const anchors = new Set<string>();
  let fault: YAMLParseError | undefined;
  visit(document, {
    Node: (_key, { anchor }) => void (anchor && anchors.add(anchor)),
    Alias: (_key, { source, range }) => {
      if (anchors.has(source)) return undefined;
      const [start, end] = range ?? [0, 0];
      fault = new YAMLParseError([start, end], 'BAD_ALIAS', 'An alias has no anchor before it');
      return visit.BREAK;
    },
  });
  return fault;
}

/** Faults of which the library says nothing without a part of the text. */
const IN_OTHER_WORDS: { readonly [code in ErrorCode]?: string } = {
  BAD_DIRECTIVE: 'This directive is not known',
  BAD_DQ_ESCAPE: 'There is no such escape in double quotes',
  TAG_RESOLVE_FAILED: 'This tag is not known',
};

/** Without the part of the text that it is about. */
function wordsOf({ code, message }: YAMLParseError): string {
  // The library quotes behind a colon. One with a space before it is about a colon.
  return IN_OTHER_WORDS[code] ?? message.replace(/(?<=\S): .*$/s, '');
}

/**
 * Refuses what would be gone too deep into: documents are composed by a call within a call, which ends the whole process
 * when the call stack is full. What comes before that, and knows how deep it is, has none.
 */
function refuseTooDeep(text: string, origin: string): void {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    // Whole documents: their faults are found when they are composed.
    Array.from(parser.next(lexeme));
    const mayBeTooDeep = parser.stack.length > DEEPEST;
    if (mayBeTooDeep && parser.stack.filter((token) => CST.isCollection(token)).length > DEEPEST) {
      throw invalid(`${origin} is nested more than ${DEEPEST} levels deep: no setting is`);
    }
  }
}

function invalid(message: string, cause?: unknown): AutoSyncError {
  return new AutoSyncError('invalid-configuration', message, cause === undefined ? {} : { cause });
}
