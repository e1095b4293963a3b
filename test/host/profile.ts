import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from './cleanup';
import { repository } from './paths';
import { provisionDwarfEngine, readExtension, type Extension } from './provision';

export type UserSettings = Record<string, unknown>;

interface Keybinding {
  key: string;
  command: string;
  args?: unknown;
}

export interface ProfileOptions {
  userSettings?: UserSettings;
  keybindings?: Keybinding[];
  theme?: keyof typeof THEMES;
  /** Whether the extension of the repository is installed, where it is not loaded as one in development. */
  linkExtension?: boolean;
  /** Whether the engine that reads DWARF for js-debug is installed; it is by default. */
  dwarfEngine?: boolean;
}

const THEMES = { light: 'Light 2026', dark: 'Dark 2026', highContrast: 'Default High Contrast' };

/** What VS Code keeps for a user, made afresh for every window and removed with it. */
export interface Profile {
  folder: string;
  /** VS Code's --user-data-dir */
  data: string;
  /** VS Code's --extensions-dir */
  extensions: string;
  remove: () => void;
}

const QUIET: UserSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never', // Restricted Mode until a test trusts the folder itself
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on', // a screenshot shows what is there, not what is coming
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.tree.enableStickyScroll': false, // a sticky row lies upon another, which then cannot be clicked
};

export async function createProfile({
  userSettings = {},
  keybindings = [],
  theme = 'light',
  linkExtension = false,
  dwarfEngine = true,
}: ProfileOptions): Promise<Profile> {
  const { path: folder, remove } = createTemporaryFolder();
  const profile = { folder, data: join(folder, 'data'), extensions: join(folder, 'extensions'), remove };

  mkdirSync(join(profile.data, 'User'), { recursive: true });
  const settings = { ...QUIET, 'workbench.colorTheme': THEMES[theme], ...userSettings };
  writeFileSync(join(profile.data, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  writeFileSync(join(profile.data, 'User', 'keybindings.json'), JSON.stringify(keybindings));

  const extensions = dwarfEngine ? [await provisionDwarfEngine()] : [];
  if (linkExtension) extensions.push(readExtension(repository));
  linkExtensions(profile.extensions, extensions);
  return profile;
}

/**
 * Makes folders from elsewhere installed extensions. They are linked, and not just named in the list: if someone
 * uninstalls one in the window that `npm start` opens, VS Code deletes a link, and not the repository.
 */
function linkExtensions(folder: string, extensions: Extension[]): void {
  mkdirSync(folder);
  const entries = extensions.map(({ id, version, folder: target }) => {
    const path = join(folder, id);
    symlinkSync(target, path, 'junction');
    return { identifier: { id }, version, location: { $mid: 1, path, scheme: 'file' } };
  });
  writeFileSync(join(folder, 'extensions.json'), JSON.stringify(entries));
}
