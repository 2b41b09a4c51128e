import { BadInput } from '../../../models/badInput.ts';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { outgoingSentence } from '../../contract/outgoing.ts';
import type { Attributes } from '../../contract/recipes/attrprompt.ts';
import { outgoing } from '../endpoints/outgoing.ts';
import { namedTeacher } from '../experiment/namedTeacher.ts';
import { runTeacher } from '../runtime/runModels.ts';
import { loadTask } from '../steps/context.ts';
import { documentsWithoutRun } from './documentsWithoutRun.ts';
import { type ListingControl, listAttributes, requireTexts } from './listAttributes.ts';

/**
 * The values that a run of this experiment would draw AttrPrompt's rows from. Gold and documents are only
 * read if values come from documents.
 * @throws BadInput if it has no AttrPrompt or several, or as `listAttributes`
 */
export async function attributesOfExperiment(
  experiment: Experiment,
  store: ModelStore,
  control: ListingControl,
): Promise<Attributes> {
  const { recipes, task, teacher, seed } = experiment;
  const wanted = recipes.flatMap((recipe) =>
    recipe.kind === 'attrprompt' && recipe.variant === 'attributed' ? [recipe] : [],
  );
  const [settings] = wanted;
  if (!settings || wanted.length > 1) {
    throw new BadInput(
      `recipes: attributes are listed for one recipe of the kind attrprompt (not of the variant simple), and there are ` +
        `${wanted.length}. ${settings ? 'Leave all but one out.' : 'Add { kind: attrprompt, rows: 600 }.'}`,
    );
  }
  const documents = documentsWithoutRun(store, experiment);
  const inputs = { task: requireTexts(loadTask(task)), settings, seed, documents };
  const model = await runTeacher(store, namedTeacher(teacher));
  if (model.endpoints) control.onNote(outgoingSentence(outgoing(model.endpoints)));
  return listAttributes({ ...inputs, teacher: model }, control);
}
