/** Errnos that callbacks of the negotiation return. */
import type { Head } from './place.ts';
import type { Proposal } from './proposal.ts';

const OTHERS = ['EINVAL', 'ENODEV', 'EPERM', 'EBUSY', 'ENOMEM', 'ENXIO'];

/** What `return -` may go on with in a type's `match` or an exporter's `match_mapping`; nothing in other functions. */
export function errnoProposals(head: Head | undefined): Proposal[] {
  const role = head && roleOf(head);
  if (!role) return [];
  const errno = (name: string, detail: string, rank: number): Proposal => {
    return { label: `-${name}`, kind: 'errno', detail, snippet: `-${name}`, rank };
  };
  const fails = role === 'match' ? 'ends the search: attaching fails with it' : 'attaching fails with it';
  return [
    errno('EOPNOTSUPP', role === 'match' ? 'the core goes on with the next pair of entries' : fails, role === 'match' ? 0 : 1),
    ...OTHERS.map((name) => errno(name, fails, 1)),
  ];
}

/** By the parameters, which are all that the callbacks have in common. */
function roleOf({ parameters }: Head): 'match' | 'match_mapping' | undefined {
  const tags = parameters.flatMap((token, index) => (parameters[index - 1]?.text === 'struct' ? [token.text] : []));
  if (tags.length === 1 && tags[0] === 'dma_buf_match_args') return 'match_mapping';
  return tags.join() === 'dma_buf,dma_buf_mapping_match,dma_buf_mapping_match' ? 'match' : undefined;
}
