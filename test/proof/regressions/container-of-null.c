static void my_finish_type0(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}

const struct dma_buf_mapping_type my_type0 = { .name = "type0", .finish_match = my_finish_type0 };

struct my_base {
	int level;
};

struct my_first {
	struct my_base base;
	int extra;
};

struct my_second {
	int extra;
	struct my_base base;
};

static int my_match_mapping(struct dma_buf_match_args *args)
{
	struct my_base *base = args->dmabuf->priv;
	struct my_first *first = container_of(base, struct my_first, base);
	struct my_second *second = container_of(base, struct my_second, base);
	struct dma_buf_mapping_match list[] = {
		{ .type = &my_type0, .alpha = { .level = first ? 3 : in0(), .peer = !second } },
	};

	if (!first && in2())
		return -EINVAL;
	return dma_buf_match_mapping(args, list, ARRAY_SIZE(list));
}

static const struct dma_buf_ops my_ops = { .match_mapping = my_match_mapping };

struct dma_buf_attachment *my_importer(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match list[] = { { .type = &my_type0 } };

	return dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, NULL);
}
