import type { Uri } from 'vscode';

/** An Extism manifest is a file of this name's end; any other plug-in is a module. */
export const pluginKind = ({ path }: Uri): 'module' | 'manifest' => (/\.extism\.(json|toml)$/.test(path) ? 'manifest' : 'module');
