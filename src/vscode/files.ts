import { FileSystemError, type Uri, workspace } from 'vscode';
import { UserError } from './report';

export async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError) return false;
    throw error;
  }
}

/** @throws {UserError} where it is not there */
export async function requireFile(file: Uri): Promise<void> {
  if (!(await exists(file))) throw new UserError(`There is no file ${file.fsPath}.`);
}
