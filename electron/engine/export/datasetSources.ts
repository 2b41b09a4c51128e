import { BadInput } from '../../../models/badInput.ts';
import { catalogue } from '../../../models/catalog/catalogue.ts';
import { readRecord, weightsHash } from '../../../models/catalog/modelRecord.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import { recipesOfReviewed } from '../recipes/reviewed.ts';

/** What made some of the rows. */
export interface RowSource {
  readonly recipe: string;
  readonly rows: number;
  /** Null if the recipe was run without one. */
  readonly teacher: string | null;
  readonly seed: number;
  /** JSON of the recipe's settings; null where only another recipe's run made the rows. */
  readonly settings: string | null;
}

export interface TeacherFacts {
  readonly name: string;
  /** Null where neither the catalogue nor the model's own file states one. */
  readonly licence: string | null;
  /** The hash of the weights that this computer has under the name; null if it has none. */
  readonly sha256: string | null;
}

/** The recipes that made the exported rows, each with the newest run that has them. */
export function datasetSources(
  database: Database,
  only: 'accepted' | 'notRejected',
): readonly RowSource[] {
  return recipesOfReviewed(database, only).map(({ recipe, rows, experiment: json }) => {
    const { teacher, seed, recipes } = JSON.parse(json) as Experiment;
    const settings = recipes.find((one) => recipeId(one) === recipe);
    return {
      ...{ recipe, rows, seed },
      teacher: teacher ?? null,
      settings: settings ? JSON.stringify(settings) : null,
    };
  });
}

/**
 * What is known here of a teacher. A project does not record the hash of its teacher's file, so that of
 * the installed one is given.
 * @param store the folder of the models
 */
export async function teacherFacts(store: string, name: string): Promise<TeacherFacts> {
  const record = await readRecord(store, name).catch((error: unknown) => {
    if (error instanceof BadInput) return undefined;
    throw error;
  });
  const entry = catalogue.find((one) => one.name === name);
  return {
    name,
    licence: record?.licence ?? entry?.licence ?? null,
    sha256: record ? weightsHash(record) : null,
  };
}
