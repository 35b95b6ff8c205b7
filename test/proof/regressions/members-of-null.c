static void my_finish_type0(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}

const struct dma_buf_mapping_type my_type0 = { .name = "type0", .finish_match = my_finish_type0 };

struct my_base {
	int level;
};

struct my_union {
	union {
		u16 word;
		struct {
			struct my_base base;
			int behind;
		};
	};
};

struct my_outer {
	int extra;
	struct my_union in;
};

static int my_bits(struct my_union *it)
{
	struct my_outer *outer = container_of(it, struct my_outer, in);

	return !it | !&it->base << 1 | !&it->word << 2 | !&it->behind << 3 | !&it->base.level << 4 | !outer << 5;
}

static int my_match_mapping(struct dma_buf_match_args *args)
{
	struct my_outer outer = {};
	struct dma_buf_mapping_match list[] = {
		{ .type = &my_type0, .alpha = { .level = my_bits(in2() ? &outer.in : NULL) } },
	};

	return dma_buf_match_mapping(args, list, ARRAY_SIZE(list));
}

static const struct dma_buf_ops my_ops = { .match_mapping = my_match_mapping };

struct dma_buf_attachment *my_importer(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match list[] = { { .type = &my_type0 } };

	return dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, NULL);
}
