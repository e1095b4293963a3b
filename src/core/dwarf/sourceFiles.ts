import { AT } from './constants';
import { Budget, type DebugSections, TooMuchDebugInfo } from './debugSections';
import { DebugUnits } from './debugUnit';
import { LineFiles } from './lineFiles';
import { runLineProgram } from './lineProgram';
import { lineUnits } from './lineUnit';

/** The files that code comes from, as absolute as the debug information has them; of a great many, the first. */
export function sourceFiles(sections: DebugSections): string[] {
  const budget = new Budget();
  const found = new Set<string>();
  try {
    const folders = new Map<number, string>();
    for (const { root } of new DebugUnits(sections, budget)) {
      const lines = root?.sectionOffset(AT.lineTable);
      if (lines !== undefined) folders.set(lines, root?.text(AT.folder) ?? '');
    }
    const section = sections('line') ?? new Uint8Array();
    for (const unit of lineUnits(section)) {
      if (!unit.known) continue;
      const used = new Set<number>();
      runLineProgram(section.subarray(unit.program, unit.end), unit.known.encoding, ({ file, line }) => line > 0 && used.add(file));
      const files = new LineFiles(sections, budget, unit, folders.get(unit.offset) ?? '');
      for (const file of used) {
        const path = files.path(file);
        if (path !== undefined) found.add(path);
      }
    }
  } catch (error) {
    if (!(error instanceof TooMuchDebugInfo)) throw error;
  }
  return [...found];
}
