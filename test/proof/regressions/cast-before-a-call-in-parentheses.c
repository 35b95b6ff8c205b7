static void my_finish_type0(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}

const struct dma_buf_mapping_type my_type0 = { .name = "type0", .finish_match = my_finish_type0 };

static int my_match_mapping(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match list[] = {
		{ .type = &my_type0, .alpha = { .level = (unsigned long long)(in0()) + 4, .limit = (long)(in0()) * (3) } },
	};

	list[0].alpha.flags = (u8)(int)(in2()) - 1;
	list[0].alpha.span[0] = (const unsigned char)(in0()) & 6;
	return dma_buf_match_mapping(args, list, ARRAY_SIZE(list));
}

static const struct dma_buf_ops my_ops = { .match_mapping = my_match_mapping };

struct dma_buf_attachment *my_importer(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match list[] = { { .type = &my_type0 } };

	return dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, NULL);
}
