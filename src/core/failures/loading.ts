import type { Failure } from '../call';
import { failure } from './failure';
import { foreignToolchain, programHint } from './toolchains';
import { formatType } from '../plugin/abi';
import type { PluginDescription } from '../plugin/description';
import { HOST_FUNCTIONS } from '../plugin/hostFunctions';
import { formatImport, type HostImport } from '../plugin/hostImports';
import type { WasmFormatError } from '../wasm/byteReader';
import type { WasmModule } from '../wasm/module';
import type { CallSettings } from '../settings';

/** Imports that a message tells of; the tree has them all. */
const TOLD_IMPORTS = 10;

function list(items: readonly HostImport[]): string {
  const told = items.slice(0, items.length > TOLD_IMPORTS + 1 ? TOLD_IMPORTS : items.length).map(formatImport);
  const last = told.length < items.length ? `${(items.length - told.length).toLocaleString('en')} more` : told.pop();
  return told.length > 0 ? `${told.join(', ')} and ${last}` : `${last}`;
}

function missingImportDetail(missing: readonly HostImport[], absentFile: string | undefined): string {
  const foreign = foreignToolchain(missing);
  if (foreign !== undefined) return foreign;
  const [remedy] = missing.flatMap(({ status }) => (status.kind === 'unsupported' ? (status.remedy ?? []) : []));
  if (remedy !== undefined) return remedy;
  const file =
    absentFile === undefined
      ? 'a host functions file ("extism.hostFunctionsFile")'
      : `the file that "extism.hostFunctionsFile" names, ${absentFile}, which is not there`;
  return `Mock it, or write it in ${file}. Provided here, in any namespace: ${Object.keys(HOST_FUNCTIONS).join(', ')}.`;
}

interface LoadSettings extends Pick<CallSettings, 'wasi'> {
  /** The host functions file that the settings name, where there is none. */
  absentFile?: string | undefined;
}

/** Why a plug-in that was read well cannot be loaded, where it cannot. */
export function loadFailure(
  plugin: Pick<PluginDescription, 'hostImports' | 'wasi'>,
  { wasi, absentFile }: LoadSettings,
): Failure | undefined {
  if (plugin.hostImports.some(({ status }) => status.kind === 'oldAbi')) {
    return failure('oldAbi', 'built with an Extism PDK older than October 2023, whose host interface no current host has', {
      detail: 'Update the PDK to a current version and build the plug-in again.',
    });
  }
  const missing = plugin.hostImports.filter(({ status }) => status.kind === 'missing' || status.kind === 'unsupported');
  if (missing.length > 0) {
    const mockable = missing.filter(({ status }) => status.kind === 'missing');
    return failure('missingImport', `nothing provides the plug-in's ${missing.length === 1 ? 'import' : 'imports'} ${list(missing)}`, {
      detail: missingImportDetail(missing, absentFile),
      ...(mockable.length > 0 && { missing: mockable.map(({ namespace, name }) => ({ namespace, name })) }),
    });
  }
  for (const item of plugin.hostImports) {
    if (item.status.kind !== 'signatureMismatch') continue;
    return failure(
      'signatureMismatch',
      `the plug-in imports ${formatImport(item)}, but that host function is ${formatType(item.status.expected)}`,
      {
        detail: 'Declare the import with that type: offsets in Extism memory are i64.',
      },
    );
  }
  if (plugin.wasi && wasi === 'off') {
    return failure('wasiOff', 'the plug-in imports WASI, which is turned off', { detail: 'Set "extism.wasi" to "auto".' });
  }
  return undefined;
}

/** Why a function cannot be called, where it cannot. */
export function functionFailure(name: string, main: WasmModule, callable: readonly string[]): Failure | undefined {
  const found = main.exports.find((item) => item.name === name && item.kind === 'function');
  const detail =
    callable.length > 0 ? `Its functions: ${callable.join(', ')}.` : (programHint(main) ?? 'It exports no function that a host can call.');
  if (!found?.type) return failure('noSuchFunction', `the plug-in has no function "${name}"`, { detail });
  const { params, results } = found.type;
  if (params.length === 0 && (results.length === 0 || results.join() === 'i32')) return undefined;
  return failure('noSuchFunction', `"${name}" is ${formatType(found.type)}; a host can call () → i32 and () → () only`, { detail });
}

/** Says why bytes are no plug-in, and what to do about it. */
export function describeFormatError({ message }: WasmFormatError): { message: string; detail?: string } {
  if (message.startsWith('a WebAssembly component')) {
    return {
      message,
      detail:
        'Extism runs core modules. Build for wasm32-unknown-unknown or wasm32-wasip1 instead of a component target (wasm32-wasip2, cargo component).',
    };
  }
  if (/^(truncated|the file is empty|unexpected end)/.test(message))
    return { message, detail: 'It may still be being written; build it again if this stays.' };
  return { message };
}
