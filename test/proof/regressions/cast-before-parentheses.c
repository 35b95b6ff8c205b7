static void my_finish_type0(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}

const struct dma_buf_mapping_type my_type0 = { .name = "type0", .finish_match = my_finish_type0 };

static int my_match_mapping(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match list[] = { { .type = &my_type0, .word = (u8)(255 + in0()), .half = (u8)-in3() * 2 } };
	
	return (u8)({ int more = in0(); more; }) == 1 ? -EIO : dma_buf_match_mapping(args, list, 1);
}

static const struct dma_buf_ops my_ops = { .match_mapping = my_match_mapping };

struct dma_buf_attachment *my_importer(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match list[] = { { .type = &my_type0 } };

	return dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, NULL);
}
