import { useMutation } from '@tanstack/react-query';
import type { AttributesPage } from '../../../electron/contract/attributesPage.ts';
import { type ListingCalls, listingCalls } from '../../../electron/contract/listingCalls.ts';
import type { AttrpromptSettings } from '../../../electron/contract/recipes/attrprompt.ts';
import { CancelJob } from '../../components/CancelJob.tsx';
import { useJobs } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';

/** Lets the teacher list what has no values, and shows how far it is. */
export function ListWithTeacher({
  recipe,
  page,
  labels,
  isTooLong,
}: {
  recipe: AttrpromptSettings;
  page: AttributesPage;
  labels: number;
  /** Whether a list is longer than the engine takes. */
  isTooLong: boolean;
}) {
  const begin = useMutation(queries.attributes.list.mutationOptions());
  const job = useJobs().findLast(({ kind }) => kind === 'attributes');
  const isWorking = job?.state === 'working' || begin.isPending;
  const calls = listingCalls(page.asked, labels, recipe.attributes, recipe);
  return (
    <div className="stack">
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={isWorking || isTooLong || calls.lists + calls.mined === 0}
          onClick={({ currentTarget: { form } }) => {
            if (!form || form.reportValidity()) begin.mutate({ recipe });
          }}
        >
          {isWorking ? 'The teacher lists …' : 'List them with the teacher'}
        </button>
        {job?.state === 'working' ? <CancelJob job={job.id} /> : null}
        <span className="muted small figures-text" role="status">
          {job?.state === 'working' ? job.detail : callsSentence(calls, recipe)}
        </span>
      </div>
      {job?.state === 'working' ? (
        <progress value={job.share} max={1} aria-label={job.title} />
      ) : null}
      {job?.state === 'failed' ? (
        <p className="list-fault" role="alert">
          {job.detail}
        </p>
      ) : null}
    </div>
  );
}

function callsSentence(
  { lists, mined, like, answers, all }: ListingCalls,
  { values }: Pick<AttrpromptSettings, 'values'>,
): string {
  const found = `${counted(mined, 'list', 'lists')} of ${counted(values, 'value', 'values')} from your documents`;
  if (lists === 0 && mined > 0) return `No call: ${found}.`;
  if (lists === 0) return 'The teacher has nothing to list. Clear a list to have it listed anew.';
  const parts = [
    `${counted(lists, 'list', 'lists')} of ${counted(values, 'value', 'values')}`,
    ...(like > 0 ? [`${counted(like, 'question', 'questions')} which labels are alike`] : []),
    ...(answers > 0
      ? [`${counted(answers, 'question', 'questions')} whether a value fits other labels too`]
      : []),
  ];
  if (mined > 0) parts.push(`${found} without a call`);
  const more = 'and up to two more for each list that comes out short';
  return `${counted(all, 'call', 'calls')}: ${parts.join(', ')}, ${more}.`;
}

const counted = (n: number, one: string, many: string) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
