static void my_finish_type0(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}

const struct dma_buf_mapping_type my_type0 = { .name = "type0", .finish_match = my_finish_type0 };

static int my_match_mapping(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match list[] = { { .type = &my_type0, .beta = { .mode = -1, .width = in0(), .shift = in0(), .at.y = in1() } } };
	u8 low = in0();
	bool any = in0();
	
	if (low == 0 && any)
		return -EIO;
	return dma_buf_match_mapping(args, list, any + low);
}

static const struct dma_buf_ops my_ops = { .match_mapping = my_match_mapping };

struct dma_buf_attachment *my_importer(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match list[] = { { .type = &my_type0 } };

	return dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, NULL);
}
