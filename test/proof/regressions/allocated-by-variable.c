static void my_finish_type0(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}

const struct dma_buf_mapping_type my_type0 = { .name = "type0", .finish_match = my_finish_type0 };

struct my_state {
	int level;
	bool peer;
};

static int my_match_mapping(struct dma_buf_match_args *args)
{
	struct my_state *state = kzalloc_obj(*state);
	struct dma_buf_mapping_match *list;

	list = kzalloc_objs(*list, 2);
	state->level = in0();
	list[1] = (struct dma_buf_mapping_match){ .type = &my_type0, .alpha = { .level = state->level, .peer = state->peer } };
	return dma_buf_match_mapping(args, in2() ? list + 1 : list, 1);
}

static const struct dma_buf_ops my_ops = { .match_mapping = my_match_mapping };

struct dma_buf_attachment *my_importer(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match list[] = { { .type = &my_type0 } };

	return dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, NULL);
}
