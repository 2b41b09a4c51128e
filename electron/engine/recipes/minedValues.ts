import { BadInput } from '../../../models/badInput.ts';
import type { AttrpromptSettings } from '../../contract/recipes/attrprompt.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import { contentHash } from '../journal/contentHash.ts';
import { stepKey } from '../journal/stepKey.ts';
import { nearestClusters } from '../measures/nearestClusters.ts';
import { tellingWords } from '../measures/tellingWords.ts';
import type { RunContext } from '../steps/context.ts';

/** Documents of which groups are found in seconds. */
const DRAWN = 2000;
/** Words that name a group. */
const WORDS = 3;
/** A group of fewer documents is hardly a subject. */
const LEAST_OF_A_GROUP = 3;

/** The user's documents, and how their vectors are made. */
export interface MinedDocuments {
  /** The identity of the encoder. */
  readonly encoder: string;
  /** What people would read of each document; none is a validation or test text. */
  texts(): Promise<readonly string[]>;
  /** @param key of the step that records them */
  vectors(key: string, texts: readonly string[]): Promise<readonly Float32Array[]>;
}

type Mining = Pick<RunContext, 'run' | 'note'>;

/**
 * The values of an attribute as the user's documents have them (ours): documents are grouped by k-means of their
 * vectors, and the words that tell a group from the others are a value.
 * @param name of the attribute
 * @throws BadInput for fewer documents than so many groups need, or groups that no word tells apart
 */
export async function minedValues(
  { run, note }: Mining,
  settings: AttrpromptSettings,
  name: string,
  documents: MinedDocuments,
): Promise<readonly string[]> {
  const { values: wanted } = settings;
  const all = await documents.texts();
  const enough = wanted * LEAST_OF_A_GROUP;
  if (all.length < enough) {
    throw new BadInput(
      `corpus: ${all.length} documents are too few for ${wanted} values of ${name} (${enough} are needed). Add documents, ` +
        'set values of attrprompt lower, or set listedBy to teacher.',
    );
  }
  const drawn = run.random('attrprompt', 'documents').sample(all, Math.min(DRAWN, all.length));
  const place = [recipeId(settings), name];
  const vectors = await documents.vectors(stepKey('embed', ...place), drawn);
  const found = await run.step(
    stepKey('sift', ...place),
    { texts: contentHash(drawn), encoder: documents.encoder, wanted },
    async () => {
      const seed = run.random('attrprompt', 'groups').uint32();
      const groups = nearestClusters(vectors, wanted, seed);
      const names = tellingWords(drawn, groups, WORDS).map((words) => words.join(', '));
      return [...new Set(names.filter((one) => one !== ''))];
    },
  );
  if (found.length === 0) {
    throw new BadInput(
      `corpus: no words tell the groups of ${drawn.length} documents apart. Set listedBy of attrprompt to teacher, or ` +
        `write a list of your own: attributes: { ${name}: [ … ] }.`,
    );
  }
  if (found.length < wanted) {
    note(
      `AttrPrompt: ${found.length} of ${wanted} values of ${name} were found in the documents; going on with those.`,
    );
  }
  return found;
}
