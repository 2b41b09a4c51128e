/** How often a recipe's prompts did not fit the teacher's context with all their shots. */
export interface ShotCounts {
  /** @param recipe its name in the sentence */
  add(recipe: string, given: number, kept: number): void;
  /** A sentence for each recipe that left shots out. */
  sentences(): string[];
}

/** Counts the prompts that are made; those of recorded calls are not made again. */
export function countShots(): ShotCounts {
  const recipes = new Map<string, { prompts: number; cut: number; given: number; left: number }>();
  return {
    add(recipe, given, kept) {
      const counts = recipes.get(recipe) ?? { prompts: 0, cut: 0, given: 0, left: 0 };
      recipes.set(recipe, counts);
      counts.prompts++;
      counts.given += given;
      if (kept === given) return;
      counts.cut++;
      counts.left += given - kept;
    },
    sentences: () =>
      [...recipes]
        .filter(([, { cut }]) => cut > 0)
        .map(
          ([recipe, { prompts, cut, given, left }]) =>
            `${recipe}: ${cut} of ${prompts} prompts did not fit the teacher’s context with all their ` +
            `shots, so ${left} of ${given} shots were left out.`,
        ),
  };
}
