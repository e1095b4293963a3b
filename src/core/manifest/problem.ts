import type { TextRange } from './node';

/** What can be wrong with a manifest. */
export type ProblemCode =
  | 'syntax'
  | 'comment'
  | 'trailingComma'
  | 'duplicateKey'
  | 'unknownKey'
  | 'unsafeKey'
  | 'wrongType'
  | 'notAString'
  | 'noModules'
  | 'noSource'
  | 'severalSources'
  | 'wrappedRequest'
  | 'badBase64'
  | 'badUrl'
  | 'badHash'
  | 'wrongHash'
  | 'badName'
  | 'missingFile'
  | 'nullHosts'
  | 'badHost'
  | 'zeroTimeout';

export interface TextEdit {
  range: TextRange;
  text: string;
}

/** A change that mends a problem. */
export interface Fix {
  /** `Quote the value` */
  title: string;
  edits: TextEdit[];
}

export interface ManifestProblem {
  code: ProblemCode;
  /** With an error a manifest is not usable; a warning is of what will surprise its author. */
  severity: 'error' | 'warning';
  /** `config.greeting must be a string` */
  message: string;
  range: TextRange;
  /** The likeliest first. */
  fixes: Fix[];
}
