import { useMutation } from '@tanstack/react-query';
import { Field } from '../../components/Field.tsx';
import { isDesktop } from '../../store/connection.ts';
import { queries } from '../../store/queries.ts';

/** What the user typed; empty where the usual name and folder are wanted. */
export interface Place {
  readonly name: string;
  readonly folder: string;
}

/** Asks for the name and the folder of the next export. */
export function ExportPlace({
  place,
  onChange,
}: {
  place: Place;
  onChange: (place: Place) => void;
}) {
  const choose = useMutation(
    queries.export.chooseFolder.mutationOptions({
      onSuccess: ({ folder }) => {
        if (folder !== null) onChange({ ...place, folder });
      },
    }),
  );
  return (
    <fieldset className="stack">
      <legend>
        <h2>Where to</h2>
      </legend>
      <Field
        label="Name"
        help="The format adds its ending. Left empty, the name says which rows these are."
      >
        {(ids) => (
          <input
            {...ids}
            className="input path"
            value={place.name}
            onChange={({ target }) => onChange({ ...place, name: target.value })}
            spellCheck={false}
          />
        )}
      </Field>
      <div className="row">
        <Field
          label="Folder"
          help="A whole path on this machine. Left empty, it is exports in the project's folder. A file there that Stillroom did not write is never replaced."
        >
          {(ids) => (
            <input
              {...ids}
              className="input path"
              value={place.folder}
              onChange={({ target }) => onChange({ ...place, folder: target.value })}
              spellCheck={false}
            />
          )}
        </Field>
        {isDesktop() ? (
          <button
            type="button"
            className="button"
            disabled={choose.isPending}
            onClick={() => choose.mutate(undefined)}
          >
            Choose …
          </button>
        ) : null}
      </div>
    </fieldset>
  );
}
