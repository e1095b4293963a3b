import type { TreeNode } from './node';

/**
 * The nodes that a view shows. They stay the same objects while their content changes, so that the view need ask only
 * for those anew that did change: until it has been told of all of them again, a click on a row would name no node.
 */
export class ShownNodes {
  #roots: TreeNode[] = [];
  #projected: readonly TreeNode[] = [];

  get roots(): TreeNode[] {
    return this.#roots;
  }

  /**
   * @param projected every node as it is to be; one that is the same object as the last time has not changed
   * @returns the roots that changed; undefined where others are there than before, or in another order
   */
  update(projected: readonly TreeNode[]): TreeNode[] | undefined {
    const last = this.#projected;
    this.#projected = projected;
    if (projected.length !== this.#roots.length || projected.some(({ id }, index) => id !== this.#roots[index]?.id)) {
      this.#roots = projected.map((node) => ({ ...node }));
      return undefined;
    }
    return this.#roots.filter((root, index) => {
      const node = projected[index];
      if (!node || node === last[index] || JSON.stringify(node) === JSON.stringify(root)) return false;
      for (const key of Object.keys(root)) delete root[key as keyof TreeNode];
      Object.assign(root, node);
      return true;
    });
  }
}
