/* The interface as generated programs see it: the compiler and the engine read this same text. */
struct device;
struct dma_buf;
struct dma_buf_attachment;

struct dma_buf_mapping_exp_ops {
};

enum proof_mode {
	PROOF_OFF,
	PROOF_NEAR = 4,
	PROOF_FAR,
};

/* Values that the engine has to compute, and types that are not int. */
enum proof_wide {
	PROOF_WIDE = ~0U >> 4,
	PROOF_CUT = (u8)300,
	PROOF_NEXT,
	PROOF_TOP = 1U << 31,
	PROOF_LONG = 1UL << 40 | 3,
	PROOF_COMPARED = (-1 < 1U) + 7 % 4 ^ 8,
};

enum proof_signed {
	PROOF_MINUS = -5 >> 1,
	PROOF_FAR_UP = 0xffffffff,
};

struct dma_buf_mapping_match {
	const struct dma_buf_mapping_type *type;
	const struct dma_buf_mapping_exp_ops *exp_ops;
	union {
		struct {
			int level;
			u8 flags;
			bool peer;
			long limit;
			u16 span[2];
		} alpha;
		struct {
			enum proof_mode mode;
			unsigned int width;
			s8 shift;
			struct {
				int x;
				short y;
			} at;
		} beta;
		struct {
			u64 word;
			u16 half;
		};
	};
};

struct dma_buf_match_args {
	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attach;
	const struct dma_buf_mapping_match *imp_matches;
	size_t imp_len;
};

struct dma_buf_mapping_type {
	const char *name;
	int (*match)(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp);
	void (*finish_match)(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp,
			     const struct dma_buf_mapping_match *imp);
};

struct dma_buf_attach_ops {
	bool allow_peer2peer;
};

struct dma_buf_ops {
	int (*match_mapping)(struct dma_buf_match_args *args);
	const struct dma_buf_mapping_match *single_exporter_match;
};

struct dma_buf {
	size_t size;
	const struct dma_buf_ops *ops;
	void *priv;
};

struct dma_buf_attachment {
	struct dma_buf *dmabuf;
	const struct dma_buf_attach_ops *importer_ops;
	void *importer_priv;
	struct dma_buf_mapping_match map_type;
};

struct proof_pair {
	int a;
	u8 b;
	union {
		u16 c;
		s8 d;
	};
	struct {
		long e;
		bool f;
	} in;
	unsigned int g : 3, : 2;
	int h : 4;
	bool i : 1;
};

struct proof_holder {
	struct {
		struct proof_pair pair;
		int behind;
	} begin;
	struct proof_pair end;
};

struct proof_offer {
	struct dma_buf_mapping_match list[3];
	unsigned int n;
};

int dma_buf_match_mapping(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, size_t exp_len);
struct dma_buf_attachment *dma_buf_mapping_attach(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *imp_matches,
						  size_t match_len, const struct dma_buf_attach_ops *importer_ops,
						  void *importer_priv);

#define PROOF_SET(place, value) do { (place) = (value); } while (0)
#define PROOF_TWICE(x) ((x) + (x))

/* Free inputs: each run of a program chooses what they return. */
int in0(void);
unsigned int in1(void);
bool in2(void);
u8 in3(void);
