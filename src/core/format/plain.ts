// Text that is not ours, for surfaces that read more into it than its letters: names, messages and paths come from plug-ins.

/** For what makes an icon of `$(name)`: quick picks, code lenses, prompts. It shows the text as it is. */
export const withoutIcons = (text: string): string => text.replace(/\$\((?=[\w~-]+\))/g, '\\$(');

/** For what makes a link of `[text](command:…)`, and runs it: notifications, prompts. */
export const withoutLinks = (text: string): string => text.replaceAll('](', '] (');
