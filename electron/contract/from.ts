/**
 * What a setting's schema says of it beside its default and range.
 * @param source who chose the default: a table or section of a paper, its repository, or ours
 */
export const from = (source: string, description: string) => ({ source, description });
