/*
 * What the core does at run time, and a driver that runs generated programs. Lines on stdin: program, the inputs, size, priv;
 * one line on stdout for each: what came out.
 */
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENOTSUPP 524
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define min_t(type, a, b) ({ type a_ = (a); type b_ = (b); a_ < b_ ? a_ : b_; })
#define max_t(type, a, b) ({ type a_ = (a); type b_ = (b); a_ > b_ ? a_ : b_; })
#define min(a, b) ({ __auto_type a_ = (a); __auto_type b_ = (b); a_ < b_ ? a_ : b_; })
#define max(a, b) ({ __auto_type a_ = (a); __auto_type b_ = (b); a_ > b_ ? a_ : b_; })
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define fallthrough __attribute__((fallthrough))
#define container_of(pointer, type, member) ((type *)((char *)(pointer) - offsetof(type, member)))
#define kzalloc_obj(object, ...) ((typeof(object) *)calloc(1, sizeof(object)))
#define kzalloc_objs(object, count, ...) ((typeof(object) *)calloc(count, sizeof(object)))

typedef uint8_t u8;
typedef int8_t s8;
typedef uint16_t u16;
typedef int16_t s16;
typedef uint32_t u32;
typedef int32_t s32;
typedef uint64_t u64;
typedef int64_t s64;

#include "proof.h"

/* Arithmetic of kernel headers, by other means than the engine's model of it. */
#define BIT(nr) (1UL << (nr))
#define BIT_ULL(nr) (1ULL << (nr))
#define GENMASK(h, l) ((ULONG_MAX << (l)) & (ULONG_MAX >> (64 - 1 - (h))))
#define BIT_MASK(nr) (1UL << ((nr) & 63))
#define GENMASK_ULL(h, l) ((unsigned long long)GENMASK(h, l))
#define FIELD_MAX(mask) ((typeof(mask))((mask) >> __builtin_ctzll(mask)))
#define FIELD_PREP(mask, value) (((typeof(mask))(value) << __builtin_ctzll(mask)) & (mask))
#define FIELD_GET(mask, word) ((typeof(mask))(((word) & (mask)) >> __builtin_ctzll(mask)))
#define clamp_t(type, value, low, high) \
	({ type v_ = (value); type l_ = (low); type h_ = (high); v_ >= h_ ? h_ : v_ <= l_ ? l_ : v_; })
#define min3(a, b, c) ({ __auto_type c_ = (c); __auto_type ab_ = min(a, b); c_ < ab_ ? c_ : ab_; })
#define max3(a, b, c) ({ __auto_type c_ = (c); __auto_type ab_ = max(a, b); c_ > ab_ ? c_ : ab_; })
#define min_not_zero(a, b) ({ typeof(a) x_ = (a); typeof(b) y_ = (b); x_ == 0 ? y_ : y_ == 0 ? x_ : min(x_, y_); })
#define ALIGN(x, to) (((x) + ((typeof(x))(to) - 1)) & ~((typeof(x))(to) - 1))
#define ALIGN_DOWN(x, to) ALIGN((x) - ((to) - 1), to)
#define IS_ALIGNED(x, to) (((x) & ((typeof(x))(to) - 1)) == 0)
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define DIV_ROUND_DOWN_ULL(n, d) ({ unsigned long long n_ = (n); n_ / (u32)(d); })
#define DIV_ROUND_UP_ULL(n, d) DIV_ROUND_DOWN_ULL((unsigned long long)(n) + (d) - 1, d)
#define upper_32_bits(n) ((u32)((u64)(n) >> 32))
#define lower_32_bits(n) ((u32)(n))
#define upper_16_bits(n) ((u16)((n) >> 16))
#define lower_16_bits(n) ((u16)(n))
#define abs_diff(a, b) ({ typeof(a) x_ = (a); typeof(b) y_ = (b); x_ > y_ ? x_ - y_ : y_ - x_; })
#define SZ_4K 4096
#define SZ_64K 65536
#define SZ_512K (1 << 19)
#define SZ_32M (1 << 25)
#define SZ_2G 0x80000000
#define SZ_4G (4ULL << 30)
#define U8_MAX ((u8)255)
#define S8_MAX ((s8)127)
#define U16_MAX ((u16)65535)
#define S16_MAX ((s16)32767)
#define U32_MAX ((u32)4294967295)
#define S32_MAX ((s32)2147483647)
#define U64_MAX ((u64)UINT64_MAX)
#define S64_MAX ((s64)INT64_MAX)

static bool is_power_of_2(unsigned long n)
{
	return __builtin_popcountl(n) == 1;
}

/* A symbol is 1 when built in, and X_MODULE is 1 when a module; undefined otherwise. */
#define PROOF_COMMA_1 0,
#define PROOF_SECOND(ignored, value, ...) value
#define PROOF_IS_1(x) PROOF_IS_2(PROOF_COMMA_##x)
#define PROOF_IS_2(comma) PROOF_SECOND(comma 1, 0, 0)
#define PROOF_IS(x) PROOF_IS_1(x)
#define IS_BUILTIN(option) PROOF_IS(option)
#define IS_MODULE(option) PROOF_IS(option##_MODULE)
#define IS_ENABLED(option) (IS_BUILTIN(option) || IS_MODULE(option))

/* What the compiler fills memory with that a program leaves unset (-ftrivial-auto-var-init=pattern). */
#define PROOF_UNSET 0xfe

static sigjmp_buf proof_back;
static struct {
	const char *kind;
	int ret, exporter, importer;
	struct dma_buf_mapping_match map_type;
} proof;
static long proof_inputs[4];

int in0(void) { return proof_inputs[0]; }
unsigned int in1(void) { return proof_inputs[1]; }
bool in2(void) { return proof_inputs[2]; }
u8 in3(void) { return proof_inputs[3]; }

static void proof_end(const char *kind)
{
	proof.kind = kind;
	siglongjmp(proof_back, 1);
}

static bool proof_unset(const void *memory, size_t size)
{
	const unsigned char *byte = memory;

	while (size--)
		if (*byte++ != PROOF_UNSET)
			return false;
	return true;
}

/* Reads a member of an entry that a decision depends on. Programs set members of one byte, whose pattern is a value like others. */
#define RD(member) ({ \
	if (sizeof(member) > 1 && proof_unset(&(member), sizeof(member))) \
		proof_end("uninitialized"); \
	(member); })

#ifdef __SANITIZE_ADDRESS__
int __asan_address_is_poisoned(void const volatile *address);
const char *__asan_default_options(void) { return "handle_segv=0:detect_leaks=0:use_sigaltstack=0"; }
#else
#define __asan_address_is_poisoned(address) 0
#endif

static const struct dma_buf_mapping_type *proof_type(const struct dma_buf_mapping_match *entry)
{
	if ((uintptr_t)entry < 4096)
		proof_end("null-dereference");
	if (__asan_address_is_poisoned(&entry->type))
		proof_end("out-of-bounds");
	if (proof_unset(&entry->type, sizeof(entry->type)))
		proof_end("uninitialized");
	return entry->type;
}

int dma_buf_match_mapping(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, size_t exp_len)
{
	for (size_t e = 0; e < exp_len; e++) {
		for (size_t i = 0; i < args->imp_len; i++) {
			const struct dma_buf_mapping_match *imp = &args->imp_matches[i];
			const struct dma_buf_mapping_type *type = proof_type(&exp[e]);

			if (type != proof_type(imp))
				continue;
			if (!type)
				proof_end("null-dereference");
			if (type->match) {
				int ret = type->match(args->dmabuf, &exp[e], imp);

				if (ret == -EOPNOTSUPP)
					continue;
				if (ret != 0)
					return ret;
			}
			if (!type->finish_match)
				proof_end("null-call");
			proof.exporter = e;
			proof.importer = i;
			type->finish_match(args, &exp[e], imp);
			return 0;
		}
	}
	return -EINVAL;
}

struct dma_buf_attachment *dma_buf_mapping_attach(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *imp_matches,
						  size_t match_len, const struct dma_buf_attach_ops *importer_ops,
						  void *importer_priv)
{
	struct dma_buf_attachment attach;
	struct dma_buf_match_args args = {
		.dmabuf = dmabuf,
		.attach = &attach,
		.imp_matches = imp_matches,
		.imp_len = match_len,
	};

	memset(&attach, 0, sizeof(attach));
	if (dmabuf->ops->match_mapping)
		proof.ret = dmabuf->ops->match_mapping(&args);
	else
		proof.ret = dma_buf_match_mapping(&args, dmabuf->ops->single_exporter_match, 1);
	proof.map_type = attach.map_type;
	if (proof.ret == 0)
		proof_end("matched");
	proof_end(proof.ret < 0 ? "error" : "positive-return");
	return NULL;
}

struct proof_program {
	const struct dma_buf_ops *ops;
	struct dma_buf_attachment *(*importer)(struct dma_buf *dmabuf);
	/* Data kind of each type: 'a'lpha, 'b'eta, 'w'ord. */
	const struct dma_buf_mapping_type *types[4];
	const char *kinds;
};

#define PROOF_NUMBER(name, member) printf(" %s=%lld", name, (long long)proof.map_type.member)

static void proof_print(const struct proof_program *program)
{
	int type = -1;

	printf("%s %d %d %d", proof.kind, proof.ret, proof.exporter, proof.importer);
	for (int index = 0; index < 4; index++)
		if (proof.map_type.type && program->types[index] == proof.map_type.type)
			type = index;
	if (!proof.map_type.type)
		printf(" none");
	else if (type < 0)
		printf(" other");
	else
		printf(" %d", type);
	if (type >= 0 && program->kinds[type] == 'a') {
		PROOF_NUMBER("alpha.level", alpha.level);
		PROOF_NUMBER("alpha.flags", alpha.flags);
		PROOF_NUMBER("alpha.peer", alpha.peer);
		PROOF_NUMBER("alpha.limit", alpha.limit);
		PROOF_NUMBER("alpha.span[0]", alpha.span[0]);
		PROOF_NUMBER("alpha.span[1]", alpha.span[1]);
	} else if (type >= 0 && program->kinds[type] == 'b') {
		PROOF_NUMBER("beta.mode", beta.mode);
		PROOF_NUMBER("beta.width", beta.width);
		PROOF_NUMBER("beta.shift", beta.shift);
		PROOF_NUMBER("beta.at.x", beta.at.x);
		PROOF_NUMBER("beta.at.y", beta.at.y);
	} else if (type >= 0) {
		PROOF_NUMBER("word", word);
		PROOF_NUMBER("half", half);
	}
	printf("\n");
}

static void proof_fault(int number)
{
	proof_end("null-dereference");
}

static void proof_run(const struct proof_program *program, size_t size, long priv)
{
	struct dma_buf dmabuf = { .size = size, .ops = program->ops, .priv = (void *)priv };

	memset(&proof, 0, sizeof(proof));
	proof.kind = "not-attached";
	proof.exporter = proof.importer = -1;
	if (!sigsetjmp(proof_back, 1))
		program->importer(&dmabuf);
	proof_print(program);
}

static int proof_main(const struct proof_program *programs)
{
	size_t program, size;
	long priv;

	signal(SIGSEGV, proof_fault);
	while (scanf("%zu %ld %ld %ld %ld %zu %ld", &program, &proof_inputs[0], &proof_inputs[1], &proof_inputs[2], &proof_inputs[3],
		     &size, &priv) == 7)
		proof_run(&programs[program], size, priv);
	return 0;
}
