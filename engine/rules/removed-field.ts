import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { includeHeader } from '../fixes/includes.ts';
import { spelled, tokens, withoutParentheses } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';
import { declaration, type MemberUse, memberUses, recordWithout } from './conversion.ts';
import type { RawFinding, Rule } from './rule.ts';

const ATTACHMENT = 'dma_buf_attachment';

/** Members of the attachment that went with the old interface, and who answers in their place. */
const SUCCESSORS: Record<string, { ask: string; gives: string }> = {
  dev: { ask: 'dma_buf_sgt_dma_device', gives: 'the device that an SGT attachment is mapped for' },
  peer2peer: { ask: 'dma_buf_sgt_p2p_allowed', gives: 'whether an SGT attachment may use peer-to-peer transfers' },
};

/** Code that was not converted with the struct: it does not build, or reads what another tree keeps there. */
export const removedField: Rule = {
  id: 'removed-field',
  severity: 'error',
  summary: 'a member of the attachment that the tree no longer has',
  check(analysis) {
    const gone = Object.keys(SUCCESSORS).flatMap((member) => {
      const record = recordWithout(analysis.names, ATTACHMENT, member);
      return record ? [{ member, record }] : [];
    });
    if (gone.length === 0) return [];
    const uses = memberUses(
      analysis,
      ATTACHMENT,
      gone.map(({ member }) => member),
    );
    return uses.map((use) => finding(analysis, use, gone.find(({ member }) => member === use.member)!.record));
  },
};

function finding(analysis: Analysis, use: MemberUse, record: Place): RawFinding {
  const { ask, gives } = SUCCESSORS[use.member]!;
  return {
    at: nameOf(analysis, use),
    message: `\`struct dma_buf_attachment\` has no member \`${use.member}\` any more: \`${ask}()\` tells ${gives}`,
    related: [{ at: record, message: 'the struct is defined here' }],
    fixes: () => (use.how === 'read' ? askInstead(analysis, use, ask) : []),
  };
}

function nameOf(analysis: Analysis, { at, member }: MemberUse): Place {
  const written = (analysis.names.text(at.file) ?? '').slice(at.start, at.end);
  return written.endsWith(member) ? { ...at, start: at.end - member.length } : at;
}

function askInstead(analysis: Analysis, { at, base, member, arrow }: MemberUse, ask: string): Fix[] {
  const { names } = analysis;
  const text = names.text(at.file) ?? '';
  const home = declaration(analysis, ask, at.file)?.file;
  const written = text.slice(at.start, at.end);
  const holder = spelled(withoutParentheses(tokens(text, base)));
  const rest = text.slice(base.end, at.end).replace(/\s+/g, '').replace(/^\)+/, '');
  if (!home || base.file !== at.file || base.start < at.start || rest !== `${arrow ? '->' : '.'}${member}` || written === '') return [];
  const newText = `${ask}(${arrow ? holder : `&${holder}`})`;
  const edits = [...includeHeader(names, at.file, home), { start: at.start, end: at.end, newText }];
  return [{ title: `Ask \`${newText}\``, safe: true, edits: textEdits(analysis, at.file, edits) }];
}
