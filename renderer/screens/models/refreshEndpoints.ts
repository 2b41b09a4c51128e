import { queries } from '../../store/queries.ts';
import { queryClient } from '../../store/queryClient.ts';

/** The list of teachers on other machines has changed, and with it the teachers of a project. */
export function refreshEndpoints(): void {
  void queryClient.invalidateQueries({ queryKey: queries.endpoints.key() });
  void queryClient.invalidateQueries({ queryKey: queries.models.key() });
}
